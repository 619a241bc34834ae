from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from alongside.audit.actions import record
from alongside.programmes.models import Programme
from alongside.safeguarding.models import HelpContact
from alongside.safeguarding.queries import contacts_in_definition

if TYPE_CHECKING:
    from alongside.people.models import Person


class LastHelpContact(Exception):
    """A programme without anybody to turn to is not allowed."""


@transaction.atomic
def own_help_contacts(*, programme: Programme) -> None:
    """Make the definition's contacts the programme's own rows, once, so that they can be changed."""
    # The row of the programme is the lock: two people who open the page at once copy the list once.
    Programme.objects.select_for_update().get(pk=programme.pk)
    if not programme.help_contacts.exists():
        HelpContact.objects.bulk_create(contacts_in_definition(programme))


@transaction.atomic
def add_help_contact(*, programme: Programme, by: Person, **fields: Any) -> HelpContact:
    """Add somebody to turn to, at the end of the list, checked today."""
    own_help_contacts(programme=programme)
    last = programme.help_contacts.aggregate(last=Max("position"))["last"]
    contact = HelpContact.objects.create(
        programme=programme,
        position=0 if last is None else last + 1,
        last_checked_on=timezone.localdate(),
        **fields,
    )
    record("help_contact_added", by=by, subject=contact)
    return contact


@transaction.atomic
def change_help_contact(*, contact: HelpContact, by: Person, **fields: Any) -> None:
    """Change a contact; saving says that the details were checked today."""
    for name, value in fields.items():
        setattr(contact, name, value)
    contact.last_checked_on = timezone.localdate()
    contact.save(update_fields=[*fields, "last_checked_on"])
    record("help_contact_changed", by=by, subject=contact, fields=sorted(fields))


@transaction.atomic
def check_help_contact(*, contact: HelpContact, by: Person) -> None:
    """Somebody rang or looked today, and it is right as it stands."""
    contact.last_checked_on = timezone.localdate()
    contact.save(update_fields=["last_checked_on"])
    record("help_contact_checked", by=by, subject=contact)


@transaction.atomic
def remove_help_contact(*, contact: HelpContact, by: Person) -> None:
    """Take a contact off the list. Raises LastHelpContact for the only one."""
    Programme.objects.select_for_update().get(pk=contact.programme_id)
    if contact.programme.help_contacts.count() == 1:
        raise LastHelpContact
    record("help_contact_removed", by=by, subject=contact, name=contact.name)
    contact.delete()
