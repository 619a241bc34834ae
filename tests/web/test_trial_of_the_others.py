"""The published models that `test_trial.py` leaves out are lived through, too."""

from __future__ import annotations

import pytest

from alongside.programmes.core.library import slugs
from tests.web.living_through import live_through_and_check

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("slug", slugs()[1::2])
def test_the_models_in_between_are_lived_through_on_the_database(slug):
    live_through_and_check(slug)
