"""The kinds of values that settings have, each with the check that it goes through as it is read.

A check raises `ValueError` with what is right, in words; `index.settings_shown` tells it of the setting.
"""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, SecretStr
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from index.cron import Cron
from index.errors import BadSetting

SHORTEST_KEY = 32
"""Characters of a key. In hexadecimal, the poorest alphabet in use, they are 128 bits, which nobody guesses over a network."""

MAKE_KEY = "make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"

_KEY = re.compile(r"[A-Za-z0-9._~+/-]+=*")
"""What a header can carry as a bearer token (RFC 6750, 2.1)."""

_PREFIX = re.compile(r"[a-z][a-z0-9_-]{0,63}")


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(os.path.expanduser(path)))


def _not_empty(value: object) -> object:
    if value == "":  # which would be the current folder
        raise ValueError("the path of a folder is expected")
    return value


def _nothing_if_empty(value: object) -> object:
    return None if value == "" else value


def _existing(path: Path | None) -> Path | None:
    if path is not None and not path.is_file():
        raise ValueError("no such file; the path of a file is expected")
    return path


def _store_url(text: str) -> str:
    try:
        if text:
            make_url(text)
    except (ArgumentError, ValueError):
        raise ValueError(
            "a database URL such as sqlite:////var/lib/broadsheet/articles.sqlite3 or postgresql://user@host/name is expected"
        ) from None
    return text


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


def _cron(expression: str) -> str:
    """Five fields; a schedule on which nothing ever happens (30 February) is refused too."""
    if not expression.strip():
        return ""
    try:
        comes = Cron(expression).next(datetime.now(UTC))
    except BadSetting as error:
        raise ValueError(error.reason) from None
    if comes is None:
        raise ValueError("this time never comes; a cron expression such as 0 3 * * * is expected")
    return " ".join(expression.split())


def _time_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError):  # ZoneInfo raises each of these for some wrong name
        raise ValueError("a time zone name such as Europe/Kyiv, America/New_York or UTC is expected") from None
    return name


def _key(key: SecretStr) -> SecretStr:
    text = key.get_secret_value()
    if text and len(text) < SHORTEST_KEY:
        raise ValueError(f"{SHORTEST_KEY} characters or more are expected, for a shorter key can be guessed; {MAKE_KEY}")
    if text and not _KEY.fullmatch(text):
        raise ValueError(f"letters, digits and - . _ ~ + / are expected, with = at the end alone: a header carries no others; {MAKE_KEY}")
    return key


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


Folder = Annotated[Path, BeforeValidator(_not_empty), AfterValidator(_absolute)]
OptionalFile = Annotated[
    Path | None, BeforeValidator(_nothing_if_empty), AfterValidator(lambda path: path and _absolute(path)), AfterValidator(_existing)
]
StoreURL = Annotated[str, AfterValidator(_store_url)]
Hosts = Annotated[tuple[str, ...], BeforeValidator(_listed), AfterValidator(_urls)]
Prefix = Annotated[str, AfterValidator(_name)]
Schedule = Annotated[str, AfterValidator(_cron)]
TimeZone = Annotated[str, AfterValidator(_time_zone)]
ApiKey = Annotated[SecretStr, AfterValidator(_key)]
LogLevel = Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(_lower)]
