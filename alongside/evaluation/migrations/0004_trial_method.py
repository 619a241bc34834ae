from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('evaluation', '0003_releases'),
    ]

    operations = [
        migrations.AddField(
            model_name='trial',
            name='method',
            field=models.CharField(choices=[('blocks', 'Blocks of hidden sizes, apart for each value: simplest, for a few values'), ('minimisation', 'Minimisation: four times in five, into the group that keeps both most alike, for several values')], default='blocks', max_length=20, verbose_name='How does chance keep the groups alike?'),
        ),
    ]
