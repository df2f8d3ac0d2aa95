"""What a Prometheus server asks for: how index and store stand, and how many requests were answered, in what time.

How things stand is found out when it is asked. Requests are counted in files that all workers of one server share
(`PROMETHEUS_MULTIPROC_DIR`, which `broadsheet serve` sets): a worker alone knows only its own, and whichever answers would
give another number. Where there is no such folder, requests are not told of. Names follow
https://prometheus.io/docs/practices/naming/.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

from flask import Blueprint, Flask, Response, current_app, g, request
from prometheus_client import CollectorRegistry, Histogram
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from index import fitness
from index.errors import BroadsheetError
from index.store import Store
from search.results import Results
from web import SHARED_COUNTS
from web.readiness import KEY, Readiness
from web.services import services

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds of what is counted together: most searches take milliseconds, and after ten seconds a person has left."""

metrics = Blueprint("metrics", __name__)


@metrics.get("/metrics")
def show() -> Response:
    """Everything that is measured, in the text format that whoever asks prefers."""
    registry = CollectorRegistry()
    registry.register(_Standing(current_app.extensions[KEY], services().store))
    if SHARED_COUNTS in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    encode, media_type = choose_encoder(request.headers.get("Accept", ""))
    return Response(encode(registry), content_type=media_type)


def register(app: Flask) -> None:
    """Let `app` tell how it stands, and count what it answers where its workers can do so together."""
    app.register_blueprint(metrics)
    if SHARED_COUNTS not in os.environ:
        return
    taken = Histogram(
        "broadsheet_request_seconds",
        "Time to answer; of an export, until its first line",
        ("endpoint", "status"),
        registry=None,
        buckets=SECONDS,
    )

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        # Not the path: anybody could make as many series as there are paths.
        endpoint = request.endpoint or "none"
        taken.labels(endpoint, str(response.status_code)).observe(time.perf_counter() - g.began)
        return response


class _Standing(Collector):
    """How index and store stand; what cannot be had is left out, and `…_ready` is 0."""

    def __init__(self, readiness: Readiness, store: Store) -> None:
        self._readiness = readiness
        self._store = store

    def collect(self) -> Iterator[Metric]:
        """Called by the registry."""
        answer = _answer(self._readiness)
        yield GaugeMetricFamily("broadsheet_index_ready", "Whether the index answers", value=answer is not None)
        if answer is not None:
            yield from _of_index(answer)
        stored = _stored(self._store, answer)
        yield GaugeMetricFamily("broadsheet_store_ready", "Whether the article store answers", value=stored is not None)
        if stored is not None:
            articles, behind = stored
            yield GaugeMetricFamily("broadsheet_store_articles", "Articles in the store", value=articles)
            if behind is not None:
                yield GaugeMetricFamily("broadsheet_index_behind_changes", "Changes of the store that the index lacks", value=behind)


def _of_index(answer: Results) -> Iterator[Metric]:
    state = answer.index
    parts = answer.missing.parts if answer.missing else 0
    yield GaugeMetricFamily("broadsheet_index_articles", "Articles in the index", value=state.articles)
    yield GaugeMetricFamily("broadsheet_index_missing_parts", "Parts of the index that do not answer", value=parts)
    yield GaugeMetricFamily("broadsheet_index_built_timestamp_seconds", "When the index was built", value=state.built_at.timestamp())
    names = {"generation": state.generation, "engine": state.engine}
    yield InfoMetricFamily("broadsheet_index", "Which generation answers, and the engine that made it", value=names)


def _answer(readiness: Readiness) -> Results | None:
    try:
        return readiness.ask()
    except BroadsheetError:
        return None


def _stored(store: Store, answer: Results | None) -> tuple[int, int | None] | None:
    """How many articles the store has, and how many of its changes the index lacks that gave the answer."""
    try:
        return store.count(), fitness.behind(answer.index.change, store) if answer else None
    except BroadsheetError:
        return None
