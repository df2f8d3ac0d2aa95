"""The outlet and the writers: from the record, else from what the page says about itself."""

from __future__ import annotations

import re
from collections.abc import Iterable

from index.article import RawArticle
from index.enrich.boilerplate import is_biography, is_promotion
from index.enrich.clean import one_line
from index.enrich.header import Header, is_outlet, is_role
from index.enrich.wire import AGENCIES

_MORE_FROM = re.compile(r"(?:click here for )?more (?:from|at|on) (?:the )?(?P<name>[A-Z][^:.!|]{2,48}?)\s*(?:$|[:.!|])", re.IGNORECASE)
_BIOGRAPHY_OUTLET = re.compile(
    r"\b(?:contributor|reporter|correspondent|columnist|editor|writer|journalist|fellow|blogger)\b[^.]{0,60}?\b(?:at|for|of|with) (?:the )?"
    r"(?P<name>(?:[A-ZÀ-Þ0-9]|(?<=contributor at )|\w+\.\w)[\w.&'’-]*(?: (?:[A-Z0-9][\w.&'’-]*|of|and|the|de|des|del|la)){0,4})"
)
_COVERS_FOR = re.compile(r" for (?:the )?(?P<name>[A-Z][\w.&'’-]*(?: (?:[A-Z][\w.&'’-]*|of|and|the)){0,4})\.?$")
_BIOGRAPHY_WRITER = re.compile(
    r"(?P<name>[A-ZÀ-Þ][^\s,.]*(?: [A-Za-zÀ-ÿ][^\s,]*){0,4}?),? (?:is|was|has been|an?|reports on|covers|writes)\b"
)
_CREDIT = re.compile(r"(?:source|via)s?\s?: ?(?P<name>[A-Z](?:[^,.;:()]|(?<=\bSt)\.){1,48})", re.IGNORECASE)
_REPORTED_BY = re.compile(r"(?:^|[(;] ?)(?i:(?:additional )?reporting) by (?P<names>[A-ZÀ-Þ](?:[^;().]|(?<=\b[A-Z])\.){2,119})(?=[;().]|$)")
_IN_PLACE = re.compile(r" in [A-ZÀ-Þ][\w.'’ -]*$")
_LEADING_BY = re.compile(r"by\s+", re.IGNORECASE)
_PARTS = re.compile(r"\s*[,|]\s*")
_LISTED = re.compile(r"(?:^|\s)(?:and|&)\s")
_BETWEEN_NAMES = re.compile(r"\s*(?:,|;|\||&|\band\b|\s+/\s+)\s*")
_LETTERS_KEPT = frozenset(
    [
        "BBC",
        "CNN",
        "NBC",
        "CBS",
        "ABC",
        "NPR",
        "PBS",
        "AP",
        "AFP",
        "UPI",
        "USA",
        "UK",
        "RT",
        "TV",
        "CBN",
        "CNBC",
        "MSNBC",
        "ITV",
        "UN",
        "EU",
    ]
)
_SMALL = frozenset(["of", "and", "the", "for", "in", "on", "at", "de", "des", "la", "le", "du"])


def source(raw: RawArticle, page: list[str], head: Header, agency: str | None, site: str | None) -> str:
    """The outlet's name.

    The first of: the record, a promotion line ("CLICK HERE FOR MORE FROM THE ..."), the byline or the line below it, the writer's
    biography, a credit line, the dateline's agency, the site. `page` are the paragraphs, boilerplate included. "" if nothing says.
    """
    if raw.source and (named := one_line(raw.source)):
        return named
    written = _promotion(page) or byline_outlet(head) or _biography(page) or _credit(page)
    return written or (AGENCIES.get(agency.casefold(), agency) if agency else None) or site or ""


def authors(raw: RawArticle, page: list[str], head: Header) -> tuple[str, ...]:
    """The writers: from the record, else a byline at the head, "Reporting by ..." or a biography at the end."""
    if raw.authors:
        return _unique(one_line(_LEADING_BY.sub("", name, count=1) if _LEADING_BY.match(name) else name) for name in raw.authors)
    return _byline(head)[0] or _reported_by(page[-3:]) or _biography_writer(page[-2:])


def byline_outlet(head: Header) -> str | None:
    """The outlet that a byline names behind a comma, or the line below it: "By Jane Doe, Harbour Post"."""
    named = next(filter(is_outlet, _byline(head)[1]), head.outlet)
    return AGENCIES.get(named.casefold(), readable(named)) if named else None


def readable(name: str) -> str:
    """A name in capitals in the usual case: "WASHINGTON EXAMINER" → "Washington Examiner"; "BBC NEWS" → "BBC News"."""
    if not name.isupper():
        return name
    words = name.split()
    return " ".join(_cased(word, at) for at, word in enumerate(words))


def _cased(word: str, at: int) -> str:
    if word in _LETTERS_KEPT:
        return word
    return word.lower() if at and word.lower() in _SMALL else word.capitalize()


def _promotion(page: list[str]) -> str | None:
    for paragraph in page:
        if is_promotion(paragraph) and (match := _MORE_FROM.search(paragraph)):
            return readable(match["name"].strip())
    return None


def _biography(page: list[str]) -> str | None:
    for paragraph in reversed(page[-2:]):
        if is_biography(paragraph) and (match := _BIOGRAPHY_OUTLET.search(paragraph) or _COVERS_FOR.search(paragraph)):
            return match["name"].rstrip(".'’")
    return None


def _credit(page: list[str]) -> str | None:
    for paragraph in reversed(page[-3:]):
        if match := _CREDIT.match(paragraph):
            return readable(match["name"].strip())
    return None


def _byline(head: Header) -> tuple[tuple[str, ...], list[str]]:
    """The names of a byline, and what stands behind them: "By Jane Doe and John Roe, Harbour Post".

    Names behind a comma are writers only in a list that ends with "and".
    """
    written = _PARTS.split(head.byline[3:].strip()) if head.byline else []
    parts = list(written)
    while parts and (is_outlet(parts[-1]) or is_role(parts[-1])):
        parts.pop()
    listed = [at for at, part in enumerate(parts) if _LISTED.search(part)]
    parts = parts[: listed[-1] + 1 if listed else 1]
    return _names(", ".join(parts or written[:1])), written[len(parts) :]


def _reported_by(endings: list[str]) -> tuple[str, ...]:
    for paragraph in reversed(endings):
        if match := _REPORTED_BY.search(paragraph):
            return _unique(_IN_PLACE.sub("", name) for name in _names(match["names"]))
    return ()


def _biography_writer(endings: list[str]) -> tuple[str, ...]:
    for paragraph in reversed(endings):
        if is_biography(paragraph) and (match := _BIOGRAPHY_WRITER.match(paragraph)):
            return (match["name"],)
    return ()


def _names(written: str) -> tuple[str, ...]:
    return _unique(name.strip(" .") for name in _BETWEEN_NAMES.split(written))


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))
