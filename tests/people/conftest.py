from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from alongside.people.models import Person
from tests import factories

PASSWORD = "three quiet herons"


@pytest.fixture(autouse=True)
def no_limits_from_other_tests() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def amina(db: None) -> Person:
    """Somebody with a password and no roles."""
    return factories.person("amina", password=PASSWORD)
