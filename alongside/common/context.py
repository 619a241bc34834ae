from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(_request: HttpRequest) -> dict[str, Any]:
    """What every page knows of the site."""
    return {"demo_mode": settings.DEMO}
