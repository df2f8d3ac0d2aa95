"""The application as gunicorn makes it: from the settings alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from index import engines
from index.errors import BadSetting
from index.folders import Folders
from index.generations import Generations
from index.store import Store
from tests.web.worlds import sample_articles, stored
from web import create_app
from web.services import KEY


def test_it_is_put_together_from_the_settings_and_notices_the_first_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROADSHEET_DATA", str(tmp_path / "new" / "data"))
    app = create_app()
    services = app.extensions[KEY]
    assert services.settings.data == tmp_path / "new" / "data"
    client = app.test_client()
    assert client.get("/readyz").status_code == 503
    assert client.get("/articles/x").status_code == 503
    assert not services.settings.default_store.exists()
    with Store.open(services.settings.store_url) as store:
        stored(store, sample_articles()[:3])
        Generations(Folders(services.settings.index_folder), store).rebuild(engines.choose())
    assert client.get("/readyz").get_json()["articles"] == 3
    assert client.get("/").status_code == 200
    assert client.get("/articles/x").status_code == 404


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("BROADSHEET_DATA", str(tmp_path / "file" / "data"))
    with pytest.raises(BadSetting, match="data"):
        create_app()


def test_it_works_below_a_path_of_another_server(sample_app: Flask) -> None:
    """Links are made for where the application is mounted (SCRIPT_NAME), not for the root."""
    page = sample_app.test_client().get("/search?q=port", environ_overrides={"SCRIPT_NAME": "/news"}).text
    assert 'href="/news/search?' in page
    assert 'action="/news/search"' in page
    assert 'href="/search' not in page
