"""HTTP and the command line. Holds no search logic: it reads requests, asks `search`, presents answers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask, Response

    from web.services import Services

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'none'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
}
"""Pages hold text by strangers: no script at all, nothing from elsewhere, no frame around them."""

SHARED_COUNTS = "PROMETHEUS_MULTIPROC_DIR"
"""The variable that names the folder in which workers count together; prometheus_client reads it when it is imported."""


def create_app(services: Services | None = None) -> Flask:
    """The application: ``gunicorn "web:create_app()"``. Without `services` they are put together from the settings."""
    # Here because the command line is in this package too, and a command is not to wait for what only a server needs.
    from flask import Flask

    from web import errors, exports, metrics, readiness, writer
    from web.api import api
    from web.feeds import feeds
    from web.pages import pages
    from web.searchbox import searchbox
    from web.services import KEY, assemble
    from web.words import counted, gap, sentence
    from web.writing import writing

    app = Flask(__name__)
    services = services or assemble()
    app.extensions[KEY] = services
    app.extensions[readiness.KEY] = readiness.Readiness(services.search)
    app.extensions[writer.KEY] = writer.Writer(partial(services.parts.intake, with_stories=False))
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters["counted"] = counted
    app.jinja_env.filters["gap"] = gap
    app.jinja_env.filters["sentence"] = sentence
    app.register_blueprint(pages)
    app.register_blueprint(api)
    app.register_blueprint(writing)
    app.register_blueprint(exports.exports)
    app.extensions[exports.KEY] = exports.Turns()
    app.register_blueprint(searchbox)
    metrics.register(app)
    app.register_blueprint(feeds)
    errors.register(app)
    app.after_request(_secured)
    return app


def _secured(response: Response) -> Response:
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    return response
