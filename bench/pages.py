"""Articles of web pages against texts that people marked: precision, recall, F1 of the body; how many dates and outlets are found.

    python -m bench.pages [--data DIRECTORY] [--worst N]

The directory holds the pages and `ground-truth.json` of the article extraction benchmark
(https://github.com/scrapinghub/article-extraction-benchmark); the measure is that of its evaluate.py: runs of four words that
both texts have, means over pages. Every second page by its name is held out: what is to be mended is looked for in the others alone.
The processor time of the last side is that of taking out boilerplate alone, from what the side before it found.
"""

from __future__ import annotations

import argparse
import gzip
import json
import logging
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import trafilatura

from index.article import RawArticle
from index.enrich.boilerplate import strip
from index.enrich.clean import paragraphs
from index.errors import BadRecord
from index.readers.html import to_text
from index.readers.page_charset import page_text
from index.readers.pages import article_of_page

DATA = Path(__file__).parents[1] / "../shared/data/html"
RUN = 4
TOLD = ("title", "published", "source", "authors", "section", "keywords", "language", "url")
TOLD_BY_TRAFILATURA = ("title", "date", "sitename", "author", "categories", "tags", "language", "url")
"""What it calls the same. Its dates are days, which it also takes from words on the page."""

_WORD = re.compile(r"\w+")

Extract = Callable[[bytes], str]
Score = tuple[float, float]


def runs(text: str) -> Counter[tuple[str, ...]]:
    """The runs of four words in a text, with how often each occurs."""
    words = _WORD.findall(text)
    return Counter(tuple(words[at : at + RUN]) for at in range(max(1, len(words) - RUN + 1)) if words)


def score(found: str, marked: str) -> Score:
    """Precision and recall of one page."""
    ours, theirs = runs(found), runs(marked)
    both = (ours & theirs).total()
    return both / ours.total() if ours else 0.0, both / theirs.total() if theirs else float(not ours)


def f1(precision: float, recall: float) -> float:
    """The harmonic mean of both."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def means(scores: list[Score]) -> str:
    """Means over pages, and the F1 of these."""
    precision, recall = (statistics.mean(column) for column in zip(*scores, strict=True))
    return f"{precision:.3f}  {recall:.3f}  {f1(precision, recall):.3f}"


def article(content: bytes) -> RawArticle | None:
    """What Broadsheet makes of a page; the address is not told, as with a saved page."""
    try:
        return article_of_page(content, origin="page")
    except BadRecord:
        return None


def main() -> None:
    """Print both halves and all, for each side."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--worst", type=int, default=0, help="list so many pages with the lowest F1, of the half that may be looked at")
    arguments = parser.parse_args()
    if not arguments.data.exists():
        sys.exit(f"{arguments.data} is not there; bench/README.md says what it is, --data where it is")
    logging.disable(logging.WARNING)
    marked = {name: page["articleBody"] for name, page in json.loads((arguments.data / "ground-truth.json").read_text()).items()}
    pages = {name: gzip.decompress((arguments.data / "pages" / f"{name}.html.gz").read_bytes()) for name in sorted(marked)}
    articles: dict[str, RawArticle | None] = {}
    sides: dict[str, Callable[[str], str]] = {
        "all text of the page": lambda name: to_text(page_text(pages[name])),
        "trafilatura, defaults": lambda name: trafilatura.extract(pages[name]) or "",
        "trafilatura, no comments": lambda name: trafilatura.extract(pages[name], include_comments=False) or "",
        "broadsheet": partial(_body, pages, articles),
        "broadsheet, cleaned": lambda name: "\n\n".join(strip(paragraphs(articles[name].body)).kept) if articles[name] else "",
    }
    print(f"{'':26}{'looked at':24}{'hold-out':24}{'all':24}processor\n{'':26}{'P      R      F1':24}" + f"{'P      R      F1':24}" * 2)
    scores: dict[str, dict[str, Score]] = {}
    for side, extract in sides.items():
        began = time.process_time()
        scores[side] = {name: score(extract(name), marked[name]) for name in pages}
        taken = 1000 * (time.process_time() - began) / len(pages)
        every = list(scores[side].values())
        print(f"{side:26}" + "".join(f"{means(part):24}" for part in (every[::2], every[1::2], every)) + f"{taken:.0f} ms a page")
    print(f"\nof {len(pages)} pages, no article in {sum(each is None for each in articles.values())}; told of the others:")
    _count("broadsheet", TOLD, list(articles.values()))
    _count("trafilatura", TOLD_BY_TRAFILATURA, [trafilatura.extract_metadata(text) for text in map(page_text, pages.values())])
    ours = scores["broadsheet"]
    for name in sorted(list(pages)[::2], key=lambda name: f1(*ours[name]))[: arguments.worst]:
        print(f"{name[:12]}  P {ours[name][0]:.3f}  R {ours[name][1]:.3f}")


def _count(side: str, fields: Sequence[str], told: Sequence[object]) -> None:
    print(f"{side:26}" + "  ".join(f"{field} {sum(bool(getattr(each, field, None)) for each in told)}" for field in fields))


def _body(pages: dict[str, bytes], articles: dict[str, RawArticle | None], name: str) -> str:
    found = articles[name] = article(pages[name])
    return found.body if found else ""


if __name__ == "__main__":
    main()
