"""Organisations named after several subjects: "Ways and Means Committee", "Bureau of Farming, Fishing and Forestry".

A comma or an "and" between capitals mostly parts two names. It is inside of one where all around it are fields
that a state or a parliament looks after (`subject` in `name_words.tsv`).
"""

from __future__ import annotations

import re

from index.enrich.naming import ORG_HEADS, ORG_SUFFIXES, SUBJECTS, TITLES

_FIELD = rf"(?:{'|'.join(sorted(SUBJECTS, key=len, reverse=True))})(?!\w)"
_FIELDS = rf"{_FIELD}(?: {_FIELD}){{0,3}}"
_SEVERAL = rf"{_FIELDS}(?:, {_FIELDS}){{0,5}},? (?:and|&) {_FIELDS}"

_OFFICE = r"(?: (?:Administration|Agency|Commission|Committee|Department)(?!\w))?"
_WITHIN = "".join(rf"(?<!{head} )" for head in ("Department of", "Ministry of", "Office of", "Bureau of", "Centers for"))

ENDED = re.compile(
    rf"(?<![\w-])(?=[A-Z]){_WITHIN}"
    rf"{_SEVERAL} (?:{'|'.join(sorted(ORG_SUFFIXES, key=len, reverse=True))})(?!\w){_OFFICE}"
)
"""Subjects, then the kind: "Energy and Commerce Committee"."""

_ENDS = rf"(?! and | (?!(?:{'|'.join(sorted(TITLES))})(?!\w))[A-Z])"

HEADED = re.compile(rf"(?<![\w-])(?:{'|'.join(sorted(ORG_HEADS))}) (?:of|for|on) (?:the )?{_SEVERAL}{_ENDS}")
"""The kind, then subjects, to the end of the name: only a title may follow."""
