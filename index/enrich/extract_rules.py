"""Entities by rules: runs of capitalised words, judged by gazetteers and by the words beside them.

No model, no download, about a thousand news reports a second. Two passes over an article: the first takes what
its own form gives away (a title before it, a first name, "Inc" or "Ministry of", a known place);
the second gives single words the type of the longer name that they repeat ("Putin" after "Vladimir Putin").
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache

from index.article import EntityType, MentionField
from index.enrich import compounds, dateline, german, territories
from index.enrich.credits import masked
from index.enrich.extract import GENERATION, POSSESSIVE, Found
from index.enrich.gazetteer import gazetteer
from index.enrich.glued import unglued
from index.enrich.leads import without_lead
from index.enrich.meanings import other_meanings
from index.enrich.naming import COMPOUND_ENDINGS, FUNCTION_WORDS, ORG_HEADS, ORG_SUFFIXES, PARTICLES, TITLES
from index.enrich.runs import resolve
from index.enrich.textdates import MONTH, WEEKDAYS
from index.enrich.words import Context, Span, Word, splits

_UPPER = "A-ZÀ-ÖØ-Þ" + "".join(chr(code) for code in range(0x100, 0x250) if chr(code).isupper()) + "Ѐ-Я" + "ҐΑ-Ω"
_ABBREVIATED = (
    r"(?:Mr|Mrs|Ms|Dr|Gen|Sens?|Reps?|Gov|Lt|Col|Sgt|Capt|Maj|Brig|Adm|Cmdr|Prof|Rev|St|Ste|Mt|Ft|Jr|Sr|Inc|Corp|Cos?|Ltd|Bros|Messrs|Hon|Cpl|Pvt"
    r"|Ala|Ariz|Ark|Calif|Colo|Conn|Del|Fla|Ill|Ind|Kan|Ky|La|Mass|Md|Mich|Minn|Miss|Mo|Mont|Neb|Nev|Okla|Ore|Pa|Tenn|Tex|Va|Vt|Wash|Wis|Wyo)\."
)
_CAP = rf"(?:(?:[{_UPPER}]\.)+(?:[{_UPPER}](?!\w))?|{_ABBREVIATED}|[{_UPPER}][^\W_]*(?:['’&.][^\W_]+|-[{_UPPER}][^\W_]*)*)"
_LOW_LEAD = rf"(?:(?:al|el|bin|ibn|bint|d|l)(?:-|['’])[{_UPPER}][^\W_]*(?:['’-][^\W_]+)*)"
_ANY = rf"(?:{_LOW_LEAD}|{_CAP})"
_RUN = re.compile(rf"(?<![\w@#-]){_ANY}(?: (?:(?:{'|'.join(sorted(PARTICLES))}) ){{0,2}}{_ANY}| & {_CAP})*")
_WORD = re.compile(r"\S+")
_GIVEN_NAME_GOES_ON = re.compile(r"-([a-z]{2,6})(?!\w)")
_ORG_OF = re.compile(
    rf"(?<!\w)(?:{'|'.join(sorted(ORG_HEADS))}) (?:of|for|on) (?:the )?{_CAP}(?: {_CAP}){{0,4}}"
    rf"(?:,? and (?:the )?{_CAP}(?: {_CAP}){{0,2}})?"
)
_ON_WHAT = re.compile(r" on (?:the )?(?P<both>(?P<first>[^\W_]+)(?: [^\W_]+)?)")
_LEADING_CAPS = re.compile(rf"(?:(?<!\w){_CAP} ){{1,3}}$")
_KNOWN_WORD = re.compile(r"[^\W_](?:[\w.&]|['’](?!s\b)(?=\w))*")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;…][\"”’')\]]*\s+|\n\s*)[\"“‘'(\[`„«—–-]*\s*$")
_BEFORE = re.compile(r"([\w'’]+) +$")
HEADLINE_SHARE = 0.6
"""A line with this share of longer words capitalised is in headline style: capitals mean nothing there."""
LONGEST_RUN = 100
"""Words looked at together: no run of names is longer, and the time grows with the square of one."""
LONGEST_SYLLABLE = 6
"""Letters of the first half of a given name with a hyphen."""
LONGEST_ACRONYM = 6
"""Longer words in capitals, and several in a row, are a headline or a table: only known names count there."""
CONTEXT = 24
"""Characters before a run that are looked at."""


class RuleExtractor:
    """The extractor that is always there."""

    version = "rules-4"

    def find(self, title: str, body: str, language: str) -> list[Found]:
        """All mentions. Outside English only what is known or has a first name: capitals mean other things there."""
        english = is_english(language)
        shown_title, shown = masked(title), masked(body)
        in_body = _settled(_spans(shown, language), shown, english=english)
        if headline_style(title):
            in_title = _repeated(shown_title, in_body, shown, language)
        else:
            in_title = _settled(_spans(shown_title, language), shown_title, english=english, seen=[(span, shown) for span in in_body])
        return _found(in_title, title, "title") + _found(in_body, body, "body")


def is_english(language: str) -> bool:
    """Whether the rules for English fit; a text of unknown language is taken for English."""
    return language[:2] in ("en", "un")


def headline_style(line: str) -> bool:
    """Whether most words of a line are capitalised, so that capitals do not show names."""
    words = re.findall(r"[^\W\d_]{4,}", line)
    return len(words) >= 3 and sum(word[0].isupper() for word in words) >= HEADLINE_SHARE * len(words)


def known_names(text: str, also: Mapping[str, EntityType] | None = None) -> Iterator[Span]:
    """Names of the gazetteer, and of `also` (in lower case), wherever they stand, in headline style or in capitals too."""
    words = [match.span() for match in _KNOWN_WORD.finditer(text)]
    at = 0
    while at < len(words):
        length, type_ = _longest_known(text, words[at : at + 5], also or {})
        if type_:
            start, end = words[at][0], words[at + length - 1][1]
            abbreviated = text[start:end] in gazetteer().names
            yield Span(start, end if abbreviated else start + len(text[start:end].rstrip(".")), type_)
        at += max(length, 1)


def _longest_known(text: str, words: list[tuple[int, int]], also: Mapping[str, EntityType]) -> tuple[int, EntityType | None]:
    tables = gazetteer()
    for length in range(len(words), 0, -1):
        written = text[words[0][0] : words[length - 1][1]]
        if not written[0].isupper():
            return 0, None
        for name in (written, written.rstrip(".")):
            known = tables.names.get(name) or (tables.capitals.get(name) if len(name) > 3 else None)
            type_ = also.get(name.casefold()) or (known.type if known else None)
            if type_ and not (length == 1 and name in tables.common_words):
                return length, type_
    return 0, None


def _spans(text: str, language: str) -> Iterator[Span]:
    """First pass: every run of capitalised words, cut into names. Unclear single words come with type None."""
    english = is_english(language)
    claimed = list(_claimed(text)) if english else _claimed_abroad(text, language)
    context = Context(text)
    yield from claimed
    for run in _RUN.finditer(text):
        start, end = run.span()
        if hyphened := _GIVEN_NAME_GOES_ON.match(text, end):
            end = hyphened.end() if _is_given_name(run.group(), hyphened[1]) else end
        for low, high in splits(start, end, claimed):
            if text[low:high].isupper() and (" " in text[low:high] or high - low > LONGEST_ACRONYM):
                yield from (Span(low + span.start, low + span.end, span.type) for span in known_names(text[low:high]))
                continue
            words = [Word(match.group(), low + match.start(), low + match.end()) for match in _WORD.finditer(text[low:high])]
            bare = [_bare(word) for word in words if word.text[0] not in "'’"]
            for stretch in filter(None, unglued(bare, context)):
                for at in range(0, len(stretch), LONGEST_RUN):
                    yield from _names_in(stretch[at : at + LONGEST_RUN], context, english=english)


def _names_in(words: list[Word], context: Context, *, english: bool) -> Iterator[Span]:
    """The names in one run, or in what is left of it."""
    start, end = words[0].start, words[-1].end
    before = context.text[max(0, start - CONTEXT) : start]
    starts = _SENTENCE_START.search(before) is not None if start else True
    kept = without_lead(words, context, starts=starts) if english else words
    match = _BEFORE.search(before)
    yield from resolve(
        kept,
        starts_sentence=starts and kept is words,
        before=match[1] if match and kept is words else "",
        after=context.text[end : end + CONTEXT],
        english=english,
    )


def _is_given_name(run: str, second: str) -> bool:
    """Whether a run and what follows its hyphen are a name such as "Moon Jae-in" or "Chiang Kai-shek", and not "New York-listed"."""
    words = run.split(" ")
    known = any(" ".join(words[-length:]) in gazetteer().names for length in (1, 2, 3))
    return len(words) > 1 and len(words[-1]) <= LONGEST_SYLLABLE and second not in COMPOUND_ENDINGS and not known


def _claimed(text: str) -> Iterator[Span]:
    """Names with small words inside, and the dateline: taken before the runs are."""
    taken: list[Span] = []
    if found := dateline.find(text):
        if found.place:
            taken.append(Span(found.start, found.end, "place"))
        if found.agency:
            at = text.index(f"({found.agency})") + 1
            taken.append(Span(at, at + len(found.agency), "org"))
    taken += other_meanings(text)
    for pattern in (compounds.HEADED, _known_with_small_words(), compounds.ENDED, _ORG_OF):
        for match in pattern.finditer(text):
            name = _named_with_small_words(text, *match.span())
            if not _says_when_or_where(match.group()) and not any(span.start < name.end and name.start < span.end for span in taken):
                taken.append(name)
    return iter(sorted(taken, key=lambda span: span.start))


def _claimed_abroad(text: str, language: str) -> list[Span]:
    """What other languages have before the runs are taken: countries under their names there; type None parts a run."""
    found = list(territories.named(text, language))
    if language[:2] == "de":
        found += (*german.genitives(text), *german.breaks(text))
    return sorted(found, key=lambda span: span.start)


def _says_when_or_where(name: str) -> bool:
    """Whether what follows "on" is no part of a name: "White House on Monday", not "Council on Foreign Relations"."""
    found = _ON_WHAT.search(name)
    if found is None:
        return False
    first, known = found["first"], gazetteer().names
    return first in WEEKDAYS or first in TITLES or MONTH.fullmatch(first) is not None or first in known or found["both"] in known


def _named_with_small_words(text: str, start: int, end: int) -> Span:
    known = gazetteer().names.get(text[start:end])
    if known and not (known.type == "org" and _is_of_a_place(text, start)):
        return Span(start, end, known.type)
    if leading := _LEADING_CAPS.search(text, max(0, start - CONTEXT), start):
        kept = [word for word in leading.group().split() if word not in FUNCTION_WORDS and word not in gazetteer().peoples]
        start -= sum(len(word) + 1 for word in kept) if leading.group().endswith(" ".join(kept) + " ") else 0
    name = re.split(r"['’]s ", text[start:end])[0]
    return Span(start, start + len(POSSESSIVE.sub("", name)), "org")


def _is_of_a_place(text: str, start: int) -> bool:
    """Whether a place of its own stands before an organisation that is known without: "Ohio Department of Education"."""
    before = text[max(0, start - CONTEXT) : start].split(" ")[:-1]
    known = (gazetteer().names.get(" ".join(before[-length:])) for length in (1, 2))
    return any(each.type == "place" and each.canonical != "United States" for each in known if each)


@cache
def _known_with_small_words() -> re.Pattern[str]:
    names = sorted((name for name in gazetteer().names if re.search(r"(?:^(?!the )| )[a-z]+ ", name)), key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, names)) + r")(?!\w)")


def _bare(word: Word) -> Word:
    match = POSSESSIVE.search(word.text)
    if not match or word.text in gazetteer().possessives:
        return word
    return Word(word.text[: match.start()], word.start, word.start + match.start(), ends=True)


def _settled(spans: Iterator[Span], text: str, *, english: bool, seen: list[tuple[Span, str]] | None = None) -> list[Span]:
    """Second pass: single words take the type of a longer name that ends (persons) or begins (organisations) with them."""
    found = list(spans)
    context = [(span, text) for span in found] + (seen or [])
    surnames, short = _repeatable(context)
    surnames |= gazetteer().surnames.keys()
    votes: dict[str, Counter[EntityType]] = {}
    for span, where in context:
        if span.type:
            votes.setdefault(where[span.start : span.end], Counter())[span.type] += 1
    kept = []
    for span in found:
        name = text[span.start : span.end]
        type_ = span.type
        if name in surnames and not (span.located and name in gazetteer().names):
            type_ = "person"
        elif type_ is None and english:
            type_ = votes[name].most_common(1)[0][0] if name in votes else "org" if name in short else None
        guessed = (type_ == "org" and name.isupper()) or (type_ == "place" and span.located)
        if type_ and not (guessed and _is_ordinary(name, text)):
            kept.append(Span(span.start, span.end, type_))
    return sorted(kept, key=lambda span: span.start)


def _is_ordinary(name: str, text: str) -> bool:
    """Whether a word that no table knows is an ordinary one: the text has it in small letters too."""
    unknown = name.isalpha() and len(name) > 2 and name not in gazetteer().names
    return unknown and re.search(rf"(?<!\w){name.lower()}(?!\w)", text) is not None


def _repeatable(context: list[tuple[Span, str]]) -> tuple[set[str], set[str]]:
    surnames: set[str] = set()
    short: set[str] = set()
    for span, where in context:
        words = GENERATION.sub("", where[span.start : span.end]).split(" ")
        if span.type == "person" and (len(words) > 1 or span.sure) and words[-1] not in ORG_SUFFIXES:
            surnames.add(words[0] if re.search("-[a-z]", words[-1]) else words[-1])
            if len(words) > 2:
                surnames.add(" ".join(words[-2:]))
        elif span.type == "org" and len(words) > 1 and words[0] not in gazetteer().peoples:
            short.update((words[0], " ".join(words[:-1])))
    return surnames, short - gazetteer().common_words - gazetteer().names.keys()


def _repeated(title: str, in_body: list[Span], body: str, language: str) -> list[Span]:
    """Names in a headline: those that the body has, those of the gazetteer, and countries."""
    countries: dict[str, EntityType] = {} if is_english(language) else {name.casefold(): "place" for name in territories.local(language)}
    kinds = {name.casefold(): span.type for span in in_body if len(name := body[span.start : span.end]) > 2 and span.type}
    return list(known_names(title, countries | kinds))


def _found(spans: list[Span], text: str, field: MentionField) -> list[Found]:
    return [Found(field, span.start, span.end, span.type, text[span.start : span.end]) for span in spans if span.type]
