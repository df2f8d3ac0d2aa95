"""Of several names for an outlet, which one is its own."""

from __future__ import annotations

import pytest

from index.readers.page_outlet import outlet_of


@pytest.mark.parametrize(
    ("names", "host", "expected"),
    [
        (["Allied Wire", "The Harbour Post"], "www.harbourpost.example", "The Harbour Post"),
        (["Allied Wire", "Harbour Post"], "post.example", "Harbour Post"),
        (["Rotterdam Quay Gazette", "RQG News"], "rqg.example", "Rotterdam Quay Gazette"),
        (["Allied Wire", "Rotterdam Chronicle"], "chron.example", "Rotterdam Chronicle"),
        (["Allied Wire", "The Tide"], "theatre.example", "Allied Wire"),
        (["QT", "Quay Today"], "northquay.example", "Quay Today"),
        (["Harbour Post", "harbourpost.example"], "harbourpost.example", "Harbour Post"),
        (["Blog Keeper", "Quay Times | All the news"], "quaytimes.example", "Quay Times"),
        (["Allied Wire"], "", "Allied Wire"),
        ([], "post.example", None),
    ],
)
def test_it_is_the_one_that_the_host_bears_or_else_the_most_trusted(names: list[str], host: str, expected: str | None) -> None:
    assert outlet_of(names, f"https://{host}/dockers" if host else None) == expected
