"""The kinds of values that the settings of a cluster have, checked as they are read."""

from __future__ import annotations

import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator

_PREFIX = re.compile(r"[a-z][a-z0-9_-]{0,63}")


def _listed(value: object) -> object:
    """The environment has one text: hosts with commas between them."""
    return tuple(filter(None, re.split(r"[,\s]+", value))) if isinstance(value, str) else value


def _urls(hosts: tuple[str, ...]) -> tuple[str, ...]:
    for host in hosts:
        try:
            parts = urlsplit(host)
            known = parts.scheme in ("http", "https") and parts.hostname and (parts.port or True)
        except ValueError:  # a port that is none
            known = False
        if not known or parts.path.strip("/") or parts.query:
            raise ValueError("addresses such as https://node1.example.org:9200 are expected, with commas between them")
        if parts.username is not None:
            raise ValueError("user and password have settings of their own: opensearch_user and opensearch_password")
    if not hosts:
        raise ValueError("at least one address is expected")
    return hosts


def _name(prefix: str) -> str:
    if not _PREFIX.fullmatch(prefix):
        raise ValueError("small letters, digits, - and _ are expected, a letter first, 64 at most: index names begin so")
    return prefix


Hosts = Annotated[tuple[str, ...], BeforeValidator(_listed), AfterValidator(_urls)]
Prefix = Annotated[str, AfterValidator(_name)]
