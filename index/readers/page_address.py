"""Where a page stands on the web: what it was fetched from, and what it says itself.

Whoever writes a page may write any address into it, and the address decides which article is replaced. So a page that was fetched is
believed only in what it says of its own host.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import SplitResult, urljoin, urlsplit

_SAVED_FROM = re.compile(r"<!-- saved from url=\(\d{4,}\)(https?://[^\s<>\"]+) -->")
"""Microsoft's "mark of the web", which browsers put at the head of a page that is saved."""

HEAD = 4096
"""Characters in which it stands."""

_FORM_OF_HOST = re.compile(r"(?:www|m|mobile|amp)\.(?=.+\.)")
"""Names before a host's own that lead to another form of the same pages."""

_HOME = re.compile(r"/?(?:(?:index|default|home)\.\w{3,5})?", re.IGNORECASE)


def saved_from(text: str) -> str | None:
    """The address that a browser wrote into a page when it saved it."""
    match = _SAVED_FROM.search(text, 0, HEAD)
    return match[1] if match else None


def address_of(fetched: str | None, said: Iterable[str | None], base: str | None = None) -> str | None:
    """The address of a page that was fetched from `fetched`, and that calls itself `said`, the most trusted first.

    `base` is what relative addresses begin from. A page that calls itself the front page of its outlet says nothing: many do.
    """
    start = _joined(fetched or "", base or "")
    start = start if _parts(start) else fetched or ""
    for address in filter(None, said):
        parts = _parts(_joined(start, address))
        if parts and not _is_front(parts) and (not fetched or same_host(fetched, parts.geturl())):
            return parts.geturl()
    return fetched


def is_front_page(address: str | None) -> bool:
    """Whether an address is that of a whole site."""
    parts = _parts(address or "")
    return parts is not None and _is_front(parts)


def same_host(one: str, other: str) -> bool:
    """Whether two addresses are of one host; its form for telephones counts as the same."""
    first, second = _parts(one), _parts(other)
    return first is not None and second is not None and _host(first) == _host(second)


def _host(parts: SplitResult) -> str:
    return _FORM_OF_HOST.sub("", (parts.hostname or "").lower(), count=1)


def _is_front(parts: SplitResult) -> bool:
    return _HOME.fullmatch(parts.path) is not None and not parts.query


def _parts(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address.strip())
        return parts if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:
        return None


def _joined(start: str, address: str) -> str:
    try:
        return urljoin(start, address.strip())
    except ValueError:
        return ""
