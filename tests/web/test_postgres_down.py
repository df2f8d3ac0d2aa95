"""Web processes whose store is a PostgreSQL that dies: searches go on, articles come back when it does."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from index import engines
from index.enrich.aliases import AliasTable
from index.folders import Folders
from index.generations import Generations
from index.store import Store
from tests.web.html_tree import one, text, tree
from tests.web.worlds import app_at, sample_articles, stored

if TYPE_CHECKING:
    from tests.cluster.postgres import Postgres


def test_searches_go_on_when_postgresql_is_gone_and_pages_of_articles_say_503(own_postgres: Postgres, tmp_path: Path) -> None:
    aliases = AliasTable.load()
    store = Store.open(own_postgres.new_database(), aliases.also_named)
    stored(store, sample_articles()[:5])
    Generations(Folders(tmp_path / "index"), store).rebuild(engines.choose())
    client = app_at(tmp_path, store, aliases).test_client()
    found = client.get("/api/v1/search").get_json()
    article = f"/articles/{found['hits'][0]['id']}"
    assert client.get(article).status_code == 200

    own_postgres.stop()
    assert client.get("/api/v1/search").get_json()["hits"] == found["hits"]
    assert {client.get(path).status_code for path in ("/", "/search?q=talks", "/facets/person", "/readyz", "/healthz")} == {200}
    for _ in range(2):  # the connection that broke, and one that is refused
        page = client.get(article)
        assert page.status_code == 503
        assert int(page.headers["Retry-After"]) > 0
        assert text(one(tree(page.text), "h1")) == "The articles cannot be read"
    store.close()


def test_articles_come_back_with_postgresql(own_postgres: Postgres, tmp_path: Path) -> None:
    """The server drops every session, as it does when it is started anew."""
    aliases = AliasTable.load()
    url = own_postgres.new_database()
    store = Store.open(url, aliases.also_named)
    articles = sample_articles()[:2]
    stored(store, articles)
    client = app_at(tmp_path, store, aliases).test_client()
    article = f"/articles/{articles[0].id}"
    assert client.get(article).status_code == 200
    with own_postgres._connect() as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'test_%'")
    assert [client.get(article).status_code for _ in range(3)] == [200, 200, 200]
    store.close()
