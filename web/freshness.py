"""Whether whoever asked may keep an answer: under a tag of what it says, or not at all."""

from __future__ import annotations

from hashlib import blake2b

from flask import Response, request


def tagged(response: Response, content: str) -> Response:
    """`response` under a tag of `content`: what matters of it, without the time that it took."""
    response.cache_control.no_cache = True  # may be kept, and is asked for again each time
    response.set_etag(blake2b(content.encode(), digest_size=16).hexdigest(), weak=True)
    response.make_conditional(request)
    return response


def not_kept(response: Response) -> Response:
    """An answer that may be better a moment later: nobody keeps it, and no tag says that it is still the same."""
    response.cache_control.no_store = True
    return response
