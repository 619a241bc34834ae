"""Pages go out small, and files as they are."""

from __future__ import annotations

import gzip

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from alongside.common.http import CompressedPages

pytestmark = pytest.mark.django_db


def test_page_is_sent_compressed_to_whoever_can_read_that() -> None:
    plain = Client().get("/")
    small = Client(headers={"accept-encoding": "gzip, br"}).get("/")
    assert "Content-Encoding" not in plain
    assert small["Content-Encoding"] == "gzip"
    assert len(small.content) < len(plain.content) / 2
    assert b"<h1" in gzip.decompress(small.content)


def test_length_of_a_page_tells_nothing_of_what_stands_on_it() -> None:
    """The same page has many lengths, so that a guess in a search cannot be read off its length (BREACH)."""
    whoever = Client(headers={"accept-encoding": "gzip"})
    assert len({len(whoever.get("/help/").content) for _time in range(20)}) > 5


@pytest.mark.parametrize("kind", ["application/zip", "text/csv", "image/svg+xml"])
def test_file_is_sent_as_it_is(kind: str) -> None:
    def answer(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(b"a" * 5000, content_type=kind)

    request = RequestFactory(headers={"accept-encoding": "gzip"}).get("/")
    assert "Content-Encoding" not in CompressedPages(answer)(request)
