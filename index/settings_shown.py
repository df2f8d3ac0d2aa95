"""How settings are shown to people: by `broadsheet settings`, in docs/settings.md, and in the error about a wrong value.

A password is in none of these.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import SecretStr, ValidationError
from pydantic.fields import FieldInfo

from index.databases import without_password
from index.errors import BadSetting
from index.settings_sources import PREFIX, Origin, together

EXPECTED = {
    "int_parsing": "a whole number is expected",
    "int_type": "a whole number is expected",
    "int_from_float": "a whole number is expected",
    "float_parsing": "a number is expected",
    "float_type": "a number is expected",
    "finite_number": "a finite number is expected",
    "string_type": "text is expected",
    "string_too_short": "text is expected",
    "path_type": "a path is expected",
    "tuple_type": "text or a list of texts is expected",
    "greater_than_equal": "{ge} or more is expected",
    "less_than_equal": "{le} or less is expected",
    "literal_error": "{expected} is expected",
    "value_error": "{error}",
}
"""pydantic's error types → what is right, in words."""

SECRET = "***"
"""What is shown of a secret that is wrong: it may be nearly right."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One setting as `broadsheet settings` prints it; a password in an address is not shown."""

    name: str
    value: str
    origin: Origin


def in_text(value: object) -> str:
    """A value as text; empty where there is none."""
    if isinstance(value, tuple):
        return ",".join(map(in_text, value))
    text = "" if value is None else str(value)
    return without_password(text) if "://" in text else text


def refusal(
    error: ValidationError, fields: Mapping[str, FieldInfo], values: Mapping[str, object], origins: Mapping[str, Origin]
) -> BadSetting:
    """What pydantic has against the `values` of some of the `fields`, in words: one error about the first that names all others."""
    return together([_problem(detail, fields, values, origins) for detail in error.errors()])


def _problem(detail: Any, fields: Mapping[str, FieldInfo], values: Mapping[str, object], origins: Mapping[str, Origin]) -> BadSetting:
    name = str(detail["loc"][0])
    right = EXPECTED.get(detail["type"], detail["msg"]).format_map(detail.get("ctx", {}))
    given = SECRET if fields[name].annotation is SecretStr else _refused(values.get(name, detail["input"]))
    return BadSetting(name, given, f"{right} (from {origins.get(name, 'default')})")


def _refused(value: object) -> object:
    """A wrong value as it is shown: anything in it that looks like a password is hidden, for it may be an address gone wrong."""
    if isinstance(value, str):
        return without_password(value)
    if isinstance(value, list | tuple):
        return [_refused(item) for item in value]
    if isinstance(value, Mapping):  # no setting has a table, so nobody knows what its names mean
        return dict.fromkeys(value, SECRET)
    return value


def table_markdown(fields: Mapping[str, FieldInfo]) -> str:
    """The table of settings as docs/settings.md shows it."""
    rows = (_row(name, field) for name, field in fields.items())
    return "\n".join(("| setting | variable | default | unit | meaning |", "|---|---|---|---|---|", *rows))


def _row(name: str, field: FieldInfo) -> str:
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    default = in_text(field.default)
    shown = "./data" if name == "data" else default
    return f"| `{name}` | `{PREFIX}{name.upper()}` | {f'`{shown}`' if shown else 'empty'} | {extra.get('unit', '')} | {field.description} |"
