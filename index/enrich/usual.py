"""The name under which a person is counted across articles: the alias table's, else the one written, without what some leave out.

An initial between first and last name is left out ("John Q. Harrow" is John Harrow elsewhere), unless a table lists the name with
it ("George W. Bush"). A title stays that is half of the name: "Pope Francis".
"""

from __future__ import annotations

import re
from collections.abc import Callable

from index.enrich.extract import Found
from index.enrich.naming import LASTING_TITLES
from index.enrich.whose import known_by

_INITIALS = re.compile(r"^([^\W\d_][^\W\d_]+(?:-\w+)?)(?: ?[^\W\d_]\.| [A-Z](?= ))+ (?=[^\W\d_]['’]?[^\W\d_])")


def usual(mention: Found, name: str, canonical: Callable[[str], str]) -> str:
    """The canonical name of a person whom an article calls `name`."""
    if " " in name:
        return name if _listed(name, canonical) else canonical(_INITIALS.sub(r"\1 ", name))
    if known := known_by(mention, canonical):
        return known
    titled = f"{mention.title} {name}"
    return titled if mention.title in LASTING_TITLES else name


def _listed(name: str, canonical: Callable[[str], str]) -> bool:
    """Whether the alias table has a name. In capitals, for it gives its own spelling for what it knows, and any other back as it came."""
    return canonical(name.upper()) != name.upper()
