from alongside.web.queries.health import what_is_wrong
from alongside.web.queries.home import (
    DEMO_DOMAIN,
    demo_cast,
    demo_cast_with_roles,
    my_organisations,
    my_programmes,
    places_to_go,
    why_not_to_start,
)
from alongside.web.queries.own import my_support, supporting
from alongside.web.queries.passing_on import named
from alongside.web.queries.today import Morning

__all__ = [
    "DEMO_DOMAIN",
    "Morning",
    "demo_cast",
    "demo_cast_with_roles",
    "my_organisations",
    "my_programmes",
    "my_support",
    "named",
    "places_to_go",
    "supporting",
    "what_is_wrong",
    "why_not_to_start",
]
