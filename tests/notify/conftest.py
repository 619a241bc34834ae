from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from alongside.notify.actions import Recipient
from tests.notify.post_office import PostOffice, open_post_office


@pytest.fixture
def post_office(settings) -> Iterator[PostOffice]:
    office, building = open_post_office()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", office.port, False
    yield office
    building.shutdown()
    building.server_close()


@pytest.fixture
def words(settings, tmp_path: Path) -> None:
    """Two kinds of notice that belong to nobody's room."""
    folder = tmp_path / "templates" / "notices"
    folder.mkdir(parents=True)
    (folder / "sample.txt").write_text(
        "Something new for you, {{ to.name }}\n\nPlease have a look, {{ to.name }}.\n"
    )
    (folder / "injected.txt").write_text("{{ subject|safe }}\nPlease have a look.")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path / "templates"]}]


@pytest.fixture
def amina() -> Recipient:
    return Recipient(
        label="programmes.participant:1",
        name="Amina O'Neil",
        channel="email",
        address="amina@example.org",
        organisation_id=1,
        programme_id=7,
    )
