"""Settings: where values come from, what is refused, and that the documentation is the table."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from index.databases import without_password
from index.errors import BadSetting
from index.settings import Settings
from index.settings_shown import table_markdown
from index.settings_sources import gathered

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def refusal(environ: dict[str, str], config: Path | None = None) -> BadSetting:
    with pytest.raises(BadSetting) as caught:
        Settings.load(environ, config)
    return caught.value


def test_without_any_source_every_setting_has_its_default(tmp_path: Path) -> None:
    settings = Settings.load({})
    assert settings.data == tmp_path / "data"
    assert settings.store_url == f"sqlite:///{tmp_path}/data/articles.sqlite3"
    assert settings.index_folder == tmp_path / "data" / "index"
    assert (settings.engine, settings.schedule, settings.timezone, settings.port) == ("auto", "0 3 * * *", "UTC", 8000)
    assert {shown.origin for shown in settings.origins()} == {"default"}


def test_the_command_line_goes_before_the_environment_before_the_file(tmp_path: Path) -> None:
    (tmp_path / "broadsheet.toml").write_text('port = 1\nthreads = 7\nhost = "0.0.0.0"\n')
    settings = Settings.load({"BROADSHEET_PORT": "2", "BROADSHEET_THREADS": "8", "HOME": "/x"}, given={"port": 3, "workers": None})
    assert (settings.port, settings.threads, settings.host, settings.workers) == (3, 8, "0.0.0.0", 2)
    origins = {shown.name: shown.origin for shown in settings.origins()}
    assert origins["port"] == "command line"
    assert origins["threads"] == "BROADSHEET_THREADS"
    assert origins["host"] == "broadsheet.toml"
    assert origins["workers"] == "default"


def test_the_file_is_the_one_that_is_named(tmp_path: Path) -> None:
    (tmp_path / "broadsheet.toml").write_text("port = 1")
    (tmp_path / "a.toml").write_text("port = 2")
    (tmp_path / "b.toml").write_text("port = 3")
    assert Settings.load({"BROADSHEET_CONFIG": "a.toml"}).port == 2
    assert Settings.load({"BROADSHEET_CONFIG": "a.toml"}, tmp_path / "b.toml").port == 3


def test_a_named_file_that_is_missing_is_an_error() -> None:
    error = refusal({"BROADSHEET_CONFIG": "nowhere.toml"})
    assert (error.name, error.value) == ("config", "nowhere.toml")
    assert "No such file" in error.reason


def test_a_file_that_is_not_toml_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "broadsheet.toml").write_text("port = 1\nhost = \n")
    assert "line 2" in refusal({}).reason
    (tmp_path / "broadsheet.toml").write_bytes(b'host = "\xff"')
    assert "not UTF-8" in refusal({}).reason


@pytest.mark.parametrize(
    ("name", "value", "right"),
    [
        ("PORT", "eighty", "a whole number"),
        ("PORT", "0", "1 or more"),
        ("PORT", "65536", "65535 or less"),
        ("PORT", "80.5", "a whole number"),
        ("WORKERS", "", "a whole number"),
        ("KEEP_GENERATIONS", "0", "1 or more"),
        ("POLL_SECONDS", "nan", "finite"),
        ("POLL_SECONDS", "soon", "a number"),
        ("ENGINE", "lucene", "'auto', 'whoosh', 'tantivy' or 'opensearch'"),
        ("EXTRACTOR", "gpt", "'auto', 'rules' or 'spacy'"),
        ("LOG_LEVEL", "loud", "'debug', 'info'"),
        ("SCHEDULE", "at night", "five fields as in a crontab"),
        ("SCHEDULE", "61 3 * * *", "five fields as in a crontab"),
        ("SCHEDULE", "0 0 * * someday", "five fields as in a crontab"),
        ("SCHEDULE", "0 0 30 2 *", "never comes"),
        ("TIMEZONE", "Kyiv", "Europe/Kyiv"),
        ("TIMEZONE", "../../etc/passwd", "Europe/Kyiv"),
        ("TIMEZONE", "", "Europe/Kyiv"),
        ("STORE", "articles.db", "sqlite:///"),
        ("ALIASES", "nowhere.txt", "no such file"),
        ("HOST", "", "text"),
        ("DATA", "", "the path of a folder"),
    ],
)
def test_a_bad_value_is_refused_with_what_is_right_and_where_it_came_from(name: str, value: str, right: str) -> None:
    error = refusal({f"BROADSHEET_{name}": value})
    assert (error.name, error.value) == (name.lower(), value)
    assert right in error.reason
    assert f"BROADSHEET_{name}" in error.reason


def test_several_bad_values_are_all_named_at_once() -> None:
    message = str(refusal({"BROADSHEET_PORT": "x", "BROADSHEET_ENGINE": "y", "BROADSHEET_TIMEZONE": "z"}))
    assert all(part in message for part in ("setting port='x'", "setting engine='y'", "setting timezone='z'"))


def test_an_unknown_variable_is_refused_with_the_nearest_name() -> None:
    error = refusal({"BROADSHEET_PROT": "80", "BROADSHEET_XYZZY": "1"})
    assert error.name == "BROADSHEET_PROT"
    assert "did you mean BROADSHEET_PORT?" in error.reason
    assert "BROADSHEET_XYZZY" in error.reason
    assert "there are BROADSHEET_" in error.reason


def test_an_unknown_key_in_the_file_is_refused_with_the_nearest_name(tmp_path: Path) -> None:
    (tmp_path / "broadsheet.toml").write_text('time_zone = "UTC"\n[server]\nport = 1\n')
    error = refusal({})
    assert "did you mean timezone?" in error.reason
    assert "server" in error.reason


def test_true_is_no_number(tmp_path: Path) -> None:
    (tmp_path / "broadsheet.toml").write_text("workers = true")
    assert refusal({}).name == "workers"


def test_an_empty_schedule_means_never_and_empty_aliases_none() -> None:
    settings = Settings.load({"BROADSHEET_SCHEDULE": " ", "BROADSHEET_ALIASES": ""})
    assert settings.schedule == ""
    assert settings.aliases is None


def test_a_password_is_neither_shown_nor_printed_nor_in_an_error() -> None:
    url = "postgresql://news:s3cret@db/articles"
    settings = Settings.load({"BROADSHEET_STORE": url})
    assert settings.store_url == url
    shown = {row.name: row.value for row in settings.origins()}
    assert shown["store"] == "postgresql://news:***@db/articles"
    assert without_password("postgresql://u:pa/ss@h/db") == "postgresql://u:***@h/db"
    assert without_password("postgresql://h/db?user=u&password=geheim&sslmode=x") == "postgresql://h/db?user=u&password=***&sslmode=x"
    assert "s3cret" not in repr(settings) + str(settings)
    assert "s3cret" not in str(refusal({"BROADSHEET_STORE": "postgresql//x://news:s3cret@db:port/articles"}))


def test_a_password_that_cannot_be_used_is_not_in_the_error_about_it(tmp_path: Path) -> None:
    (tmp_path / "broadsheet.toml").write_text("opensearch_password = 271828")
    assert "opensearch_password" in str(refusal({}))
    assert "271828" not in str(refusal({}))


@pytest.mark.parametrize(
    "line",
    [
        'opensearch_hosts = ["https://admin:SECRET@node1:9200"]',
        'opensearch_hosts = [["https://admin:SECRET@node1:9200"]]',
        'opensearch_hosts = "u:SECRET@h"',
        'opensearch_hosts = ["h:9200", "u:SECRET@h"]',
        'store = ["postgresql://u:SECRET@h/d"]',
        'store = {url = "postgresql://u:SECRET@h/d"}',
        'store = {password = "SECRET"}',
        'store = "postgresql:/u:SECRET@h/d"',
        'store = "postgresql//u:SECRET@h/d"',
        'store = "user:SECRET@host/db"',
        'store = "host=h password=SECRET"',
        'store = "postgresql://u:SEC@SECRET@h:abc/d"',
        'store = "postgresql://u@corp:SECRET@h:abc/d"',
        'store = "postgresql://u://SECRET@h:abc/d"',
    ],
)
def test_a_password_in_a_wrong_address_is_not_in_the_error_about_it(tmp_path: Path, line: str) -> None:
    (tmp_path / "broadsheet.toml").write_text(line)
    message = str(refusal({}))
    assert "***" in message
    assert "SECRET" not in message


@pytest.mark.parametrize("url", ["postgresql://u@h:5432/d", "postgresql://h:5432/d", "sqlite:////srv/a:b@c/x", "sqlite:////srv/a@b/x"])
def test_an_address_without_a_password_is_shown_as_it_is(url: str) -> None:
    assert without_password(url) == url


def test_a_setting_that_there_is_not_is_refused_without_its_value(tmp_path: Path) -> None:
    (tmp_path / "broadsheet.toml").write_text('api_kee = "SECRET"\n[opensearch]\npassword = "SECRET"\n')
    error = refusal({"BROADSHEET_OPENSEARCH_PASSWROD": "SECRET"})
    assert str(error).startswith(
        "setting BROADSHEET_OPENSEARCH_PASSWROD: there is no such setting; did you mean BROADSHEET_OPENSEARCH_PASSWORD?"
    )
    assert "setting api_kee: " in error.reason
    assert "SECRET" not in str(error)


def test_hosts_that_are_no_list_are_refused_in_our_words(tmp_path: Path) -> None:
    (tmp_path / "broadsheet.toml").write_text("opensearch_hosts = 1")
    assert refusal({}).reason == "text or a list of texts is expected (from broadsheet.toml)"


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        Settings.load({}).port = 1  # type: ignore[misc]


def test_log_levels_may_be_in_capitals() -> None:
    assert Settings.load({"BROADSHEET_LOG_LEVEL": "DEBUG"}).log_level == "debug"


def test_the_sources_know_no_setting_by_themselves() -> None:
    values, origins = gathered({"BROADSHEET_COLOUR": "red"}, None, {}, frozenset({"colour"}))
    assert (values, origins) == ({"colour": "red"}, {"colour": "BROADSHEET_COLOUR"})


def test_the_documentation_holds_exactly_the_table() -> None:
    page, table = (DOCS / "settings.md").read_text(encoding="utf-8"), table_markdown(Settings.model_fields)
    assert table in page
    assert page.count("\n| ") == table.count("\n| ") + 1
