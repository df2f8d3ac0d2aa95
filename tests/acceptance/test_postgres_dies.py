"""What becomes of an indexer and a server when PostgreSQL dies under them: all real, nothing pretended."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tests.acceptance.clustered import FEW, Installation, each_once, found_by, paged, until

if TYPE_CHECKING:
    from tests.cluster.postgres import Postgres


def test_an_indexer_waits_for_postgresql_and_loses_nothing(own_postgres: Postgres, tmp_path: Path) -> None:
    settings = {"store": own_postgres.new_database(), "engine": "auto", "extractor": "rules", "schedule": "", "poll_seconds": "0.5"}
    made = Installation(tmp_path, settings)
    made.add(range(FEW))
    own_postgres.die()
    with made.indexing() as indexer:
        until(lambda: "indexer.failed" in made.log("indexer.log"))
        own_postgres.start_again()
        with made.serving() as port:
            until(lambda: found_by(port) == FEW)
            own_postgres.die()
            assert found_by(port) == FEW
            own_postgres.start_again()
            made.add(range(FEW, 2 * FEW))
            until(lambda: found_by(port) == 2 * FEW)
            assert paged(port) == each_once(range(2 * FEW))
        assert indexer.poll() is None
