"""Does a new index hold what the store holds? Asked before anyone searches it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from index.clauses import Both, Term
from index.document import Document
from index.engine import Ask, Hits, IndexReader
from index.errors import EngineUnavailable, VerificationFailed
from index.progress import Progress
from index.stored import Snapshot

SAMPLED = 50
"""Articles looked up. If one in ten were lost, fifty would miss it once in two hundred times; the count never does."""

WORDS = 8
"""Words of its title by which an article is looked up."""

TOLD_EVERY = 1000
"""Articles between two reports of progress."""


@dataclass(slots=True)
class Tally:
    """What went into an index: how many, from when to when, and a random sample to look for."""

    count: int = 0
    first: int | None = None
    last: int | None = None
    sample: list[Document] = field(default_factory=list)

    def watch(self, documents: Iterator[Document], of: int, progress: Progress) -> Iterator[Document]:
        """The documents, counted as they pass. Sampled by algorithm R (Vitter 1985)."""
        chance = random.Random()
        for document in documents:
            self.count += 1
            if len(self.sample) < SAMPLED:
                self.sample.append(document)
            elif (place := int(chance.random() * self.count)) < SAMPLED:
                self.sample[place] = document
            if document.published is not None:
                self.first = document.published if self.first is None else min(self.first, document.published)
                self.last = document.published if self.last is None else max(self.last, document.published)
            if self.count % TOLD_EVERY == 0:
                progress("index", self.count, of)
            yield document


def verify(reader: IndexReader, tally: Tally, state: Snapshot) -> None:
    """Raise `VerificationFailed` unless the index holds as many articles as the store, and those sampled are found by id and words."""
    if tally.count != state.streamed:
        raise VerificationFailed(f"the store counts {state.streamed} articles but gave {tally.count}; check its file (docs/operations.md)")
    total = whole(reader.find(Ask(limit=0))).total
    if total != state.count:
        raise VerificationFailed(f"the new generation holds {total} articles, the store {state.count}")
    for document in tally.sample:
        found = whole(reader.find(Ask(_own_words(document), limit=2))).hits
        if [hit.id for hit in found] != [document.id]:
            raise VerificationFailed(f"the new generation does not find article {document.id} by its own id and title")


def whole(hits: Hits) -> Hits:
    """The answer, if all parts of the index gave it. Raises `EngineUnavailable`: what only some parts say proves nothing."""
    if hits.missing is not None:
        raise EngineUnavailable(f"{hits.missing.parts} of {hits.missing.of} parts of the index did not answer: {hits.missing.reason}")
    return hits


def _own_words(document: Document) -> Both:
    """The article's id together with the first words of its title, or of its text where it has none."""
    field_ = "title_exact" if document.terms["title_exact"] else "body_exact"
    words = dict.fromkeys(document.terms[field_].split()[:WORDS])
    return Both((*(Term("id", value) for value in document.keys["id"]), *(Term(field_, word) for word in words)))
