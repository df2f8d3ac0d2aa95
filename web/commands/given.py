"""What a command was given, as the parameters of the JSON interface, so that both are read by the same rules."""

from __future__ import annotations

from collections.abc import Sequence

from index.errors import BadRequest


class Given(dict[str, list[str]]):
    """Parameters with their values, as `web.params.Arguments`."""

    def getlist(self, key: str, /) -> list[str]:
        """All values of a parameter, in order."""
        return self.get(key, [])


def given(params: Sequence[str], **others: str) -> Given:
    """The parameters that `-p NAME=VALUE` gives, and those that arguments and options of their own give; empty ones are not given.

    Raises `BadRequest` for what is no parameter.
    """
    found = Given()
    for param in params:
        name, equals, value = (part.strip() for part in param.partition("="))
        if not (name and equals):
            raise BadRequest("-p", f"{param!r}: give parameters as NAME=VALUE, such as -p sort=newest")
        found.setdefault(name, []).append(value)
    for name, value in others.items():
        if value:
            found.setdefault(name, []).append(value)
    return found
