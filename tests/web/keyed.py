"""What tests send to a collection that takes articles in over HTTP (the fixture `keyed_app`)."""

from __future__ import annotations

import json
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

KEY = "a-key-for-tests-0123456789-abcdefgh"
BEARER = {"Authorization": f"Bearer {KEY}"}
FERRY = {
    "url": "https://harbour.example/ferry",
    "title": "Ferry sinks off Camotes",
    "body": "A passenger ferry sank off the island of Camotes on Sunday with 140 people aboard, the coast guard in Cebu said.",
    "published": "2026-05-03T10:00:00Z",
    "source": "Harbour Post",
}


def post(client: FlaskClient, content: Any, kind: str = "application/json", **headers: str) -> TestResponse:
    """Send articles, with the key."""
    data = content if isinstance(content, (bytes, str)) else json.dumps(content)
    return client.post("/api/v1/articles", data=data, content_type=kind, headers={**BEARER, **headers})
