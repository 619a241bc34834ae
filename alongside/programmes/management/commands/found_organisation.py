from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import EmailValidator
from django.db import transaction
from django.forms import ValidationError

from alongside.people.actions import create_person, sign_in_link
from alongside.people.queries import person_with_email
from alongside.programmes.actions import found_organisation


class Command(BaseCommand):
    help = "Found an organisation with its first administrator, and print a link that signs them in once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", required=True, help="the name of the organisation")
        parser.add_argument("--email", required=True, help="the e-mail address of its first administrator")
        parser.add_argument("--person", default="", help="the name of the first administrator")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        email, name = options["email"].strip(), options["name"].strip()
        try:
            EmailValidator()(email)
        except ValidationError:
            raise CommandError(f"{email!r} is not an e-mail address.") from None
        if not name:
            raise CommandError("An organisation needs a name.")
        person = person_with_email(email) or create_person(
            email=email, name=options["person"].strip() or email.partition("@")[0]
        )
        organisation = found_organisation(name=name, by=person)
        self.stdout.write(f"{organisation.name} is founded, and {person.email} is its administrator.")
        self.stdout.write("This link signs them in once, within 30 minutes:")
        self.stdout.write(f"{settings.SITE_URL}{sign_in_link(person)}")
