from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("measures", "0002_initial")]

    operations = [
        migrations.AlterField(
            model_name="response",
            name="closes_on",
            field=models.DateField(),
        ),
        migrations.AddIndex(
            model_name="response",
            index=models.Index(fields=["programme", "closes_on"], name="response_closes"),
        ),
    ]
