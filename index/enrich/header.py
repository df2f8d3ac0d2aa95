"""The lines between a title and its text: who wrote it, for whom, when.

"By Jane Doe", "Harbour Post", "June 1, 2026": each a paragraph, or a line, of its own, with nothing but short ones
above. They leave the body. A page with dates of other days as headings further down tells what happened when, and the first of those dates
is not that of the page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.enrich import date_line
from index.enrich.date_line import DateLine
from index.enrich.wire import AGENCIES

HEADER_LINES = 6
"""Title, subtitle, byline, outlet, published, updated: what stands above a text, at most."""
LINES_LOOKED_AT = HEADER_LINES + 2
"""Of a block: its title and subtitle may be broken into two lines each."""
BYLINES_WITHIN = 4
"""A name with "By" is further down a heading more often than a byline."""
LONGEST_ABOVE = 140
"""Characters of a title line or a subtitle; a longer paragraph is text, and what follows it no header."""
LONGEST_BYLINE = 120
LONGEST_OUTLET = 50

_SMALL_IN_NAMES = r"(?:(?:and|van|von|der|den|ter|de|da|di|du|del|della|dos|la|le|el|al|bin|ibn|ben|y|e)[ ]+)*"
_BYLINE = re.compile(rf"(?i:by) (?:the )?(?P<names>[A-ZÀ-Þ][^\s,|]*(?:[ ,|&]+{_SMALL_IN_NAMES}[A-ZÀ-Þ][^\s,|]*){{1,8}})(?<![.!?:])$")
_OUTLET_WORDS = (
    r"News|Times|Post|Herald|Tribune|Press|Journal|Gazette|Today|Network|Media|Magazine|Agency|Wire|Radio|TV|Television|Online|Review"
    r"|Observer|Guardian|Standard|Chronicle|Courier|Globe|Mirror|Mail|Telegraph|Independent|Daily|Weekly|Dispatch|Examiner|Inquirer|Sentinel"
)
_OUTLET = re.compile(
    rf"(?:The )?(?:[A-Z][\w.&'’-]* (?:(?:of|and|the) )?){{0,4}}(?i:{_OUTLET_WORDS}|usatoday)"
    rf"(?: (?:{_OUTLET_WORDS}|Service|Group|International)){{0,2}}"  # Harbour Post, Continental Wire Service
    r"|(?:NPR|BBC|CNN|NBC|CBS|ABC|PBS|MSNBC|CNBC|AP|AFP|UPI|RT|ITV|CBN|C-SPAN)(?: [A-Z][\w-]+){0,2}"  # NPR, BBC Wales
    r"|(?:www\.)?[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|co\.uk|news|example)"  # harbourpost.example
)
_ROLE = re.compile(
    r"(?:[\w.&'’/-]+ ){0,5}(?:(?:writer|reporter|correspondent|editor|columnist|contributor|journalist)s?|staff|desk|bureau|producer)"
    r"(?: (?:at|in|for|of) .{2,40})?",
    re.IGNORECASE,
)
_RUNS_ON = re.compile(r"(?:,|\b(?:a|an|and|at|by|for|from|in|of|on|or|since|the|to|until|was|were|with))$")


@dataclass(frozen=True, slots=True)
class Header:
    """Which paragraphs of a page are header lines, the first byline, the outlet below it, what the line with the date says.

    `below_title` if the header begins below one short line, which then is the title whatever it ends with.
    """

    lines: tuple[int, ...] = ()
    byline: str | None = None
    outlet: str | None = None
    dated: DateLine | None = None
    below_title: bool = False


def find(page: list[str]) -> Header:
    """The header of a page; an empty one where nothing else would be left of it."""
    dates = _dates(page)
    bylines = [at for at, paragraph in enumerate(page[:BYLINES_WITHIN]) if is_byline(paragraph) and (at < 2 or _all_short(page[:at]))]
    below = bylines[-1] + 1 if bylines else len(page)
    credited = below < len(page) and is_credit(page[below])
    lines = sorted({*bylines, *dates, *([below] if credited else [])})
    if len(lines) == len(page):
        return Header()
    return Header(
        lines=tuple(lines),
        byline=page[bylines[0]] if bylines else None,
        outlet=page[below] if credited and is_outlet(page[below]) else None,
        dated=min(dates.values(), key=lambda line: line.updated, default=None),
        below_title=lines[:1] == [1] and len(page[0]) <= LONGEST_ABOVE and not page[0].endswith(")"),  # a picture's credit ends so
    )


def above(lines: list[str]) -> int:
    """How many lines at the head of a block belong to a header, title lines included; 0 where none of them names a writer or a day."""
    end = 0
    for at, line in enumerate(lines[:LINES_LOOKED_AT]):
        runs_on = at > end and _RUNS_ON.search(lines[at - 1])
        if not runs_on and (is_line(line) or (at and is_byline(lines[at - 1]) and is_credit(line))):
            end = at + 1
    return end


def is_line(line: str) -> bool:
    """Whether a line is nothing but a byline or a date."""
    return is_byline(line) or date_line.read(line) is not None


def is_byline(line: str) -> bool:
    """Whether a line is nothing but "By Jane Doe"."""
    return len(line) <= LONGEST_BYLINE and _BYLINE.match(line) is not None


def is_credit(line: str) -> bool:
    """Whether a line below a byline says for whom its writer works: "Harbour Post", "Staff Writer"."""
    return is_outlet(line) or is_role(line)


def is_outlet(name: str) -> bool:
    """Whether a name is that of a newspaper, broadcaster, site or agency, by its form."""
    return len(name) <= LONGEST_OUTLET and (name.casefold() in AGENCIES or _OUTLET.fullmatch(name) is not None)


def is_role(words: str) -> bool:
    """Whether words tell a writer's post: "Staff Writer", "Political Correspondent"."""
    return len(words) <= LONGEST_OUTLET and words[:1].isupper() and _ROLE.fullmatch(words) is not None


def _dates(page: list[str]) -> dict[int, DateLine]:
    found: dict[int, DateLine] = {}
    for at, paragraph in enumerate(page[:HEADER_LINES]):
        if len(paragraph) > LONGEST_ABOVE:
            break
        if line := date_line.read(paragraph):
            found[at] = line
    labelled = {at: line for at, line in found.items() if line.labelled}
    return labelled if len(labelled) < len(found) and _is_chronology(page) else found


def _is_chronology(page: list[str]) -> bool:
    """Whether dates without a label are headings: there are several days."""
    unlabelled = {line.day for paragraph in page if (line := date_line.read(paragraph)) and not line.labelled}
    return len(unlabelled) > 1


def _all_short(paragraphs: list[str]) -> bool:
    return all(len(paragraph) <= LONGEST_ABOVE for paragraph in paragraphs)
