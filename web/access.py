"""Who may write over HTTP: whoever sends the key of the settings as a bearer token (RFC 6750)."""

from __future__ import annotations

import logging
from hmac import compare_digest

from flask import request

from index.errors import NoKey, WritingOff
from index.settings_values import MAKE_KEY
from web.services import services

log = logging.getLogger(__name__)

HOW = "send it in the header Authorization: Bearer KEY"


def need_key() -> None:
    """Let only those go on who sent the key. Raises `WritingOff` where the settings have none, `NoKey` where it is missing or another."""
    if not _sent():
        raise NoKey(f"this needs the key of this service: {HOW}")


def has_key() -> bool:
    """Whether the key was sent, for what strangers see a part of. Raises as `need_key` where a token was sent that is not the key."""
    return bool(services().settings.api_key.get_secret_value()) and _token() is not None and _sent()


def _sent() -> bool:
    key = services().settings.api_key.get_secret_value()
    if not key:
        raise WritingOff(f"nobody may write here over HTTP: set api_key (BROADSHEET_API_KEY) and start the server again; {MAKE_KEY}")
    token = _token()
    if token is None:
        return False
    if not compare_digest(token.encode(), key.encode()):
        log.warning("access.refused", extra={"path": request.path, "client": request.remote_addr})
        raise NoKey(f"this is not the key of this service: {HOW}", wrong=True)
    return True


def _token() -> str | None:
    """The bearer token; other schemes may be meant for a proxy, and say nothing here."""
    sent = request.authorization
    return sent.token or "" if sent is not None and sent.type == "bearer" else None
