"""Words of their own in every free text of somebody's rows, so that none can hide."""

from __future__ import annotations

from django.db import DatabaseError, models, transaction

from alongside.data_rights.queries.belongings import rows_of, tables


def marked(participants, others, letter: str) -> dict[str, str]:
    """Put a word of its own into every free text of the rows that are only theirs; return word to place."""
    words: dict[str, str] = {}
    for model, belonging in tables():
        apart = set(rows_of(others, model, belonging).values_list("pk", flat=True))
        for row in rows_of(participants, model, belonging).exclude(pk__in=apart):
            for field in model._meta.concrete_fields:
                if field.name in belonging.not_given or field.choices or field.unique:
                    continue
                word = f"qz{letter}{len(words):04}"
                value = {"x": word} if isinstance(field, models.JSONField) else word
                if not isinstance(field, (models.CharField, models.TextField, models.JSONField)):
                    continue
                try:
                    with transaction.atomic():
                        model._base_manager.filter(pk=row.pk).update(**{field.name: value})
                except DatabaseError:
                    # Append-only, too short or bound by a constraint: marked by the deed that wrote it, or a code.
                    continue
                words[word] = f"{model._meta.label}.{field.name}"
    return words
