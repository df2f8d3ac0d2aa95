"""The id and the address of an article."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from index.article import Article, RawArticle
from index.enrich.identity import article_id, canonical_url, content_hash, site_of

RAW = RawArticle(origin="a.jsonl:1", body="Text.", title="Title", source="Post", published="2024-01-01")


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("HTTPS://WWW.HarbourPost.example:443/a/?utm_source=x&b=2&a=1#top", "https://www.harbourpost.example/a?a=1&b=2"),
        ("http://x.co.uk", "http://x.co.uk/"),
        ("http://x.example:8080/a?fbclid=1", "http://x.example:8080/a"),
        ("https://user:pw@x.example/a%20b?q=", "https://x.example/a%20b?q="),
        ("https://münchen.example/", "https://xn--mnchen-3ya.example/"),
        ("mailto:a@x.example", None),
        ("not an address", None),
        ("http://x.example:port/", None),
        (None, None),
    ],
)
def test_an_address_has_one_canonical_form(written: str | None, canonical: str | None) -> None:
    assert canonical_url(written) == canonical
    assert canonical_url(canonical) == canonical


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.harbourpost.example/a", "harbourpost.example"),
        ("https://news.bbc.co.uk/1", "bbc.co.uk"),
        ("http://127.0.0.1:5000/", "127.0.0.1"),
        ("http://localhost/", "localhost"),
        (None, None),
    ],
)
def test_a_site_is_the_registrable_host(url: str | None, site: str | None) -> None:
    assert site_of(url) == site


def test_the_id_is_twenty_hexadecimal_characters_of_the_address_alone() -> None:
    one = article_id(RAW, "https://x.example/a", "Title", "Text.")
    assert len(one) == 20
    assert int(one, 16) >= 0
    assert one == article_id(replace(RAW, title="Other"), "https://x.example/a", "Other", "Other text.")


def test_without_an_address_the_records_own_identifier_counts() -> None:
    raw = replace(RAW, record_id="7")
    assert article_id(raw, None, "T", "B") == article_id(raw, None, "Changed", "B")
    assert article_id(raw, None, "T", "B") != article_id(replace(raw, record_id="8"), None, "T", "B")


def test_an_identifier_without_a_source_is_not_trusted() -> None:
    raw = replace(RAW, record_id="7", source=None)
    assert article_id(raw, None, "T", "B") != article_id(raw, None, "T", "Other")


def test_the_id_does_not_depend_on_where_a_record_came_from(enrich: Callable[..., Article]) -> None:
    assert enrich(body="A text.", origin="a.txt").id == enrich(body="A text.\r\n", origin="b/c.txt").id


def test_the_content_hash_sees_changes_and_not_the_origin() -> None:
    assert content_hash(RAW) == content_hash(replace(RAW, origin="elsewhere"))
    assert content_hash(RAW) != content_hash(replace(RAW, people=()))


def test_bytes_that_are_no_utf_8_stay_apart() -> None:
    assert canonical_url("https://x.example/a?t=caf%E9") == "https://x.example/a?t=caf%E9"
    assert canonical_url("https://x.example/a?t=caf%e8") == "https://x.example/a?t=caf%E8"
    assert canonical_url("https://x.example/a?t=café") == "https://x.example/a?t=caf%C3%A9"


def test_an_address_without_a_host_is_none() -> None:
    assert canonical_url("http://./a") is None
