"""What a URL asks for: query parameters → `SearchRequest`, and back.

The one place that knows the names of the parameters. `search_request` checks them; `arguments` is
its inverse, so that every link of a page and every permalink is made of a request, and
leaves out what is the default.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from typing import Any, Protocol

from index.errors import BadRequest
from index.fields import FACETS
from index.periods import INTERVALS
from search.request import LARGEST_PAGE, MOST_FACET_VALUES, SearchRequest

MOST_FILTERS = 100
"""Chosen values of all facets together: a page has a link for each that names all the others."""

DEFAULTS = SearchRequest()
"""What a search asks for that says nothing."""

NOTHING: Mapping[str, str] = {}
"""What a search itself is `without`."""

SORTS = ("relevance", "newest", "oldest")
YES = frozenset({"1", "true", "yes", "on"})
NO = frozenset({"0", "false", "no", "off"})


class Arguments(Protocol):
    """The part of Werkzeug's `MultiDict` that is used here."""

    def getlist(self, key: str, /) -> list[str]:
        """All values of a parameter, in order."""
        ...

    def __iter__(self) -> Iterator[str]:
        """The names of the parameters that are there."""
        ...


def search_request(
    arguments: Arguments,
    *,
    strict: bool,
    also: Iterable[str] = (),
    without: Mapping[str, str] = NOTHING,
    defaults: SearchRequest = DEFAULTS,
) -> SearchRequest:
    """The search that `arguments` ask for; what they do not say is as in `defaults`.

    An empty value counts as not given, because that is what a form sends. `strict` (the API)
    refuses parameters that are unknown or given twice; a page ignores the first and takes the first of the second.
    `also` names parameters that the caller reads itself, `without` those of a search that it cannot keep, each with why: one that
    asks for what is done anyway is no error. Raises `BadRequest` naming the parameter and what would be right.
    """
    if strict:
        taken = (*(name for name in SINGLE if name not in without), *FACETS, *also)
        refuse_unknown((name for name in arguments if name not in without), taken)
    asked: dict[str, Any] = {}
    for name, (attribute, read) in SINGLE.items():
        value = _one(arguments, name, strict)
        if not value:
            continue
        if name not in without:
            asked[attribute] = read(name, value)
        elif not _asks_for(getattr(defaults, attribute), name, value):
            raise BadRequest(name, without[name])
    return replace(defaults, filters=_filters(arguments), **asked)


def arguments(request: SearchRequest, defaults: SearchRequest = DEFAULTS) -> list[tuple[str, str]]:
    """The parameters that ask for `request`, `defaults` left out, always in the same order."""
    written = [
        (name, _written(getattr(request, attribute)))
        for name, (attribute, _) in SINGLE.items()
        if getattr(request, attribute) != getattr(defaults, attribute)
    ]
    chosen = [(facet, value) for facet in FACETS for value in request.filters.get(facet, ())]
    return written + chosen


def one_text(arguments: Arguments, name: str) -> str:
    """The text of one parameter; empty where it is not given. Raises `BadRequest` if it is given twice."""
    return _one(arguments, name, strict=True)


def one_switch(arguments: Arguments, name: str) -> bool:
    """Whether one parameter says yes; no where it is not given. Raises `BadRequest` if it is given twice, or says neither."""
    value = _one(arguments, name, strict=True)
    return _switch(name, value) if value else False


def one_of(arguments: Arguments, name: str, choices: Iterable[str]) -> str:
    """As `one_text`; `BadRequest` also where it is none of `choices`."""
    text = one_text(arguments, name)
    return _choice(*choices)(name, text) if text else ""


def one_number(arguments: Arguments, name: str, smallest: int, largest: int) -> int | None:
    """As `one_text`, a whole number; None where it is not given."""
    text = one_text(arguments, name)
    return _number(smallest, largest)(name, text) if text else None


def _filters(arguments: Arguments) -> Mapping[str, tuple[str, ...]]:
    chosen = {facet: tuple(dict.fromkeys(value for value in arguments.getlist(facet) if value.strip())) for facet in FACETS}
    count = 0
    for facet, values in chosen.items():
        count += len(values)
        if count > MOST_FILTERS:
            raise BadRequest(facet, f"more than {MOST_FILTERS} chosen values; ask for some of them at a time")
    return {facet: values for facet, values in chosen.items() if values}


def _one(arguments: Arguments, name: str, strict: bool) -> str:
    values = arguments.getlist(name)
    if strict and len(values) > 1:
        raise BadRequest(name, f"given {len(values)} times; give it once")
    return values[0].strip() if values else ""


def refuse_unknown(given: Iterable[str], known: Iterable[str]) -> None:
    """Raises `BadRequest` for a name of a parameter that is none of the `known`, with the nearest of them."""
    names = tuple(dict.fromkeys(known))
    for name in given:
        if name not in names:
            near = get_close_matches(name.lower(), names, n=1, cutoff=0.6)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(names)}" if names else "there are none here"
            raise BadRequest(name, f"no such parameter; {hint}")


def _asks_for(default: object, name: str, value: str) -> bool:
    """Whether a value of a parameter says what is the default anyway."""
    _, read = SINGLE[name]
    with suppress(BadRequest):
        return read(name, value) == default
    return False


def _text(_: str, value: str) -> str:
    return value


def _day(name: str, value: str) -> date:
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise BadRequest(name, f"{value!r} is not a day; write it as 2026-03-04")


def _number(smallest: int, largest: int) -> Callable[[str, str], int]:
    def read(name: str, value: str) -> int:
        if re.fullmatch("[0-9]{1,9}", value) and smallest <= int(value) <= largest:
            return int(value)
        raise BadRequest(name, f"{value!r} is not a whole number from {smallest} to {largest}")

    return read


def _choice(*choices: str) -> Callable[[str, str], str]:
    def read(name: str, value: str) -> str:
        if value in choices:
            return value
        raise BadRequest(name, f"{value!r} is none of {', '.join(choices)}")

    return read


def _interval(name: str, value: str) -> str | None:
    chosen = _choice("auto", "none", *INTERVALS)(name, value)
    return None if chosen == "none" else chosen


def _facets(name: str, value: str) -> tuple[str, ...]:
    if value == "none":
        return ()
    return tuple(dict.fromkeys(_choice(*FACETS)(name, part.strip()) for part in value.split(",")))


def _switch(name: str, value: str) -> bool:
    if value.lower() in YES | NO:
        return value.lower() in YES
    raise BadRequest(name, f"{value!r} is neither 1 nor 0")


def _written(value: object) -> str:
    """The inverse of the readers above."""
    match value:
        case bool():
            return "1" if value else "0"
        case tuple():
            return ",".join(value) or "none"
        case None:
            return "none"
        case _:
            return str(value)


SINGLE: Mapping[str, tuple[str, Callable[[str, str], object]]] = {
    "q": ("text", _text),
    "from": ("first_day", _day),
    "to": ("last_day", _day),
    "sort": ("sort", _choice(*SORTS)),
    "size": ("size", _number(0, LARGEST_PAGE)),
    "cursor": ("cursor", _text),
    "facets": ("facets", _facets),
    "facet_size": ("facet_size", _number(1, MOST_FACET_VALUES)),
    "interval": ("timeline", _interval),
    "exact": ("exact", _switch),
    "group": ("grouped", _switch),
    "explain": ("explain", _switch),
}
"""Parameter → attribute of `SearchRequest`, and how its value is read. Facet filters have the facet's name and may be repeated."""
