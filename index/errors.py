"""Every error that Broadsheet raises on purpose, in one tree.

::

    BroadsheetError
    ├── BadInput              what was given cannot be used; says where and what would be right
    │   ├── BadRecord         one record of a file (path, line, reason); the rest of the file goes on
    │   │   └── NoArticle     a web page that could be read, and holds no article
    │   ├── BadSetting        one setting (name, value, reason)
    │   ├── BadRequest        one parameter of a request (name, reason)
    │   ├── BadBody           what was sent holds no article (records, why each of them cannot be used)
    │   ├── TooLarge          more was sent than is taken at once
    │   ├── WrongMediaType    what was sent is of a kind that cannot be read (accepted)
    │   └── QueryError        the text of a query (code, at, message)
    ├── NotFound              an article, story or generation that is not there
    ├── WritingOff            nobody may write over HTTP
    ├── ExportsOff            nobody may export over HTTP
    ├── OldProtocol           was asked for in a version of HTTP that cannot carry it
    ├── NoKey                 the key that writing needs is missing, or is another (wrong)
    ├── Unsafe                could destroy what was not meant: has to be asked for with that said
    ├── Overloaded            as much as is done at a time is under way
    ├── StoreError            the article store could not be read or written
    └── IndexingError         the index could not be read or written
        ├── NoGeneration      nothing has been built yet
        ├── Locked            another process is writing
        ├── VerificationFailed  a new generation does not hold what the store holds
        ├── Refused           the engine was asked for something that it cannot do
        └── EngineUnavailable the engine is not installed, or does not answer

Libraries' own errors are translated into these where they enter (the store, the
engines, the readers), so that callers catch one tree. HTTP status codes are not
here: `web.errors` has the table.
"""

from __future__ import annotations

from collections.abc import Mapping


class BroadsheetError(Exception):
    """Base of all errors that are raised on purpose; its text is a sentence for people."""


class BadInput(BroadsheetError):
    """What was given cannot be used. The message says where and what would be right."""


class BadRecord(BadInput):
    """One record of a file cannot be read: `path`, `line` (1-based, None for the whole file), `reason`."""

    def __init__(self, path: str, line: int | None, reason: str) -> None:
        self.path, self.line, self.reason = path, line, reason
        where = path if line is None else f"{path}:{line}"
        super().__init__(f"{where}: {reason}")


class NoArticle(BadRecord):
    """A web page that could be read, and holds no article: in a crawl nothing is wrong with that."""


class BadSetting(BadInput):
    """One setting has a value that cannot be used. `value` is None where no setting has this name: it may be a misspelt secret's."""

    def __init__(self, name: str, value: object, reason: str) -> None:
        self.name, self.value, self.reason = name, value, reason
        told = name if value is None else f"{name}={value!r}"
        super().__init__(f"setting {told}: {reason}")


class BadRequest(BadInput):
    """One parameter of a search request cannot be used."""

    def __init__(self, parameter: str, reason: str) -> None:
        self.parameter, self.reason = parameter, reason
        super().__init__(f"{parameter}: {reason}")


class BadBody(BadInput):
    """What was sent holds no article that can be used: `records` says of each record why, by its number (1-based)."""

    def __init__(self, reason: str, records: Mapping[int, BadRecord] | None = None) -> None:
        self.records = dict(records or {})
        super().__init__(reason)


class TooLarge(BadInput):
    """More was sent than is taken at once; the message says how much that is."""


class WrongMediaType(BadInput):
    """What was sent is of a kind, or packed in a way, that cannot be read; `accepted` is what can, by the name of the HTTP header."""

    def __init__(self, reason: str, accepted: Mapping[str, str]) -> None:
        self.accepted = dict(accepted)
        super().__init__(reason)


class QueryError(BadInput):
    """The text of a query cannot be understood.

    `code` is one of the codes of docs/query-language.md, `at` the offset (in
    characters, 0-based) of the character that is to blame, the message one
    sentence for people.
    """

    def __init__(self, code: str, at: int, message: str) -> None:
        self.code, self.at, self.message = code, at, message
        super().__init__(message)


class NotFound(BroadsheetError):
    """An article, a story or a generation that is not there."""


class WritingOff(BroadsheetError):
    """Nobody may write over HTTP: there is no key."""


class ExportsOff(BroadsheetError):
    """Nobody may export over HTTP; the message says how to allow it."""


class OldProtocol(BroadsheetError):
    """An answer was asked for in a version of HTTP that cannot carry it; the message says which can."""


class NoKey(BroadsheetError):
    """The key that writing needs is missing; `wrong`: another one was sent."""

    def __init__(self, reason: str, *, wrong: bool = False) -> None:
        self.wrong = wrong
        super().__init__(reason)


class Unsafe(BroadsheetError):
    """What was asked for could destroy what was not meant; the message says what, and how to ask if it is."""


class Overloaded(BroadsheetError):
    """As much as is done at a time is under way; a little later there is room."""


class StoreError(BroadsheetError):
    """The article store could not be read or written."""


class IndexingError(BroadsheetError):
    """The index could not be read or written."""


class NoGeneration(IndexingError):
    """Nothing has been built yet: there is no index to search."""


class Locked(IndexingError):
    """Another process is writing the index."""


class VerificationFailed(IndexingError):
    """A new generation does not hold what the store holds; the old one stays."""


class Refused(IndexingError):
    """The engine was asked for something that it cannot do; it never ignores it."""


class EngineUnavailable(IndexingError):
    """The engine is not installed, or does not answer."""
