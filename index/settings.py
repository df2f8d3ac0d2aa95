"""Every setting: one table of name, default, meaning and unit, which is the definition of `Settings` itself.

A value comes from (first wins) what the command line gives, the environment (``BROADSHEET_PORT=8080``), a TOML file, the default.
docs/settings.md is generated from the table, and `origins` says for each value where it came from.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, SecretStr, ValidationError, field_validator

from index.engines.opensearch_settings import ClusterSettings, Partition
from index.settings_shown import Shown, in_text, refusal
from index.settings_sources import Origin, gathered
from index.settings_values import SHORTEST_KEY, ApiKey, Folder, Hosts, LogLevel, OptionalFile, Prefix, Schedule, StoreURL, TimeZone


def _unit(text: str) -> dict[str, Any]:
    return {"unit": text}


class Settings(BaseModel):
    """All settings, checked. Made by `load`; tests may give values to the constructor, which raises pydantic's own error."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)

    data: Folder = Field(Path("./data"), description="folder of the article store and the index", json_schema_extra=_unit("path"))
    store: StoreURL = Field(
        "",
        repr=False,  # it may have a password
        description="the article store, as a SQLAlchemy URL; empty: `articles.sqlite3` in the data folder",
        json_schema_extra=_unit("URL"),
    )
    engine: Literal["auto", "whoosh", "tantivy", "opensearch"] = Field(
        "auto",
        description="the engine of new indexes: `whoosh`, `tantivy`, `opensearch` (a cluster), or `auto`, the faster of the first two",
    )
    opensearch_hosts: Hosts = Field(
        ("http://127.0.0.1:9200",),
        description="the nodes of the OpenSearch cluster, with commas between them; the more are named, the more may be down",
        json_schema_extra=_unit("URLs"),
    )
    opensearch_user: str = Field("", description="the user as whom the cluster is asked; empty: none")
    opensearch_password: SecretStr = Field(SecretStr(""), description="that user's password; never shown")
    opensearch_client_certificate: OptionalFile = Field(
        None, description="a certificate by which the cluster knows this client, instead of a user (PEM)", json_schema_extra=_unit("path")
    )
    opensearch_client_key: OptionalFile = Field(None, description="the key of that certificate (PEM)", json_schema_extra=_unit("path"))
    opensearch_ca: OptionalFile = Field(
        None,
        description="the authority that signed the cluster's certificates (PEM); empty: those that the system trusts",
        json_schema_extra=_unit("path"),
    )
    opensearch_prefix: Prefix = Field(
        "broadsheet", description="how the names of all indexes in the cluster begin; another one for each installation that shares it"
    )
    opensearch_shards: int = Field(
        1,
        ge=1,
        le=1024,
        description="pieces of one index (of each partition) that nodes share out among them",
        json_schema_extra=_unit("shards"),
    )
    opensearch_replicas: int = Field(
        1,
        ge=0,
        le=10,
        description="further copies of each piece: so many nodes may be down without anything missing",
        json_schema_extra=_unit("copies"),
    )
    opensearch_timeout: float = Field(
        10.0,
        ge=0.5,
        le=600,
        allow_inf_nan=False,
        description="how long one node is waited for before another is asked",
        json_schema_extra=_unit("seconds"),
    )
    opensearch_partition: Partition = Field(
        "none", description="the period of the date first seen that gets an index of its own: `year`, `quarter`, `month`, or `none`"
    )
    schedule: Schedule = Field(
        "0 3 * * *",
        description="when the index is built anew: minute hour day month weekday, as in a crontab; empty: never",
        json_schema_extra=_unit("cron expression"),
    )
    timezone: TimeZone = Field(
        "UTC",
        description="where `schedule` is told, and where the days of a query begin (`today`, `2026-03-01`)",
        json_schema_extra=_unit("IANA name"),
    )
    keep_generations: int = Field(
        2,
        ge=1,
        le=100,
        description="how many indexes are kept, the current one with them, to go back to",
        json_schema_extra=_unit("indexes"),
    )
    poll_seconds: float = Field(
        2.0, ge=0.1, le=3600, allow_inf_nan=False, description="how often the indexer looks for changes", json_schema_extra=_unit("seconds")
    )
    aliases: OptionalFile = Field(
        None,
        description="a file of your own names and aliases, added to the built-in ones; articles that are in follow with the next rebuild",
        json_schema_extra=_unit("path"),
    )
    extractor: Literal["auto", "rules", "spacy"] = Field(
        "auto", description="what finds people, organisations and places: `rules`, `spacy`, or `auto`, spaCy if it is installed"
    )
    host: str = Field("127.0.0.1", min_length=1, description="address on which the web server listens; `0.0.0.0` for every one")
    port: int = Field(8000, ge=1, le=65535, description="port on which the web server listens")
    workers: int = Field(2, ge=1, le=256, description="processes of the web server", json_schema_extra=_unit("processes"))
    threads: int = Field(
        4, ge=1, le=256, description="threads of each process: requests that it answers at a time", json_schema_extra=_unit("threads")
    )
    api_key: ApiKey = Field(
        SecretStr(""),
        description="the key for sending and deleting articles over HTTP and for asking for a rebuild, "
        f"{SHORTEST_KEY} characters or more; empty: nobody may; never shown",
    )
    export_limit: int = Field(
        100_000,
        ge=0,
        le=999_999_999,
        description="the most articles that anybody may export at once from the page or `/api/v1/export`; 0: no exports",
        json_schema_extra=_unit("articles"),
    )
    log_level: LogLevel = Field("info", description="the least that is logged: `debug`, `info`, `warning` or `error`")

    _origins: dict[str, Origin] = PrivateAttr(default_factory=dict)
    _config: Path | None = PrivateAttr(None)

    @field_validator("*", mode="before")
    @classmethod
    def _no_truth_values(cls, value: object) -> object:
        if isinstance(value, bool):  # pydantic would take true for 1
            raise ValueError("true and false are no value of this setting")
        return value

    @classmethod
    def load(cls, environ: Mapping[str, str] = os.environ, config: Path | None = None, given: Mapping[str, object] | None = None) -> Self:
        """The settings in force. `config` is the TOML file (else the one that BROADSHEET_CONFIG names, else
        ./broadsheet.toml if there is one), `given` what the command line says; None in it says nothing.

        Raises `BadSetting` for an unknown name, with the nearest right one, and for a value that cannot be used. Of several,
        the error is about the first and names the others too.
        """
        values, origins = gathered(environ, config, {k: v for k, v in (given or {}).items() if v is not None}, frozenset(cls.model_fields))
        try:
            settings = cls.model_validate(values)
        except ValidationError as error:
            raise refusal(error, cls.model_fields, values, origins) from None
        settings._origins.update(origins)
        settings._config = config
        return settings

    @property
    def config(self) -> Path | None:
        """The file that `load` was told to read: a process of ours that is to have the same settings is told so as well."""
        return self._config

    def origins(self) -> tuple[Shown, ...]:
        """Every setting in the order of the table, its value as text, and where it came from."""
        return tuple(Shown(name, in_text(getattr(self, name)), self._origins.get(name, "default")) for name in type(self).model_fields)

    @property
    def store_url(self) -> str:
        """The store's URL for SQLAlchemy."""
        return self.store or f"sqlite:///{self.default_store}"

    @property
    def default_store(self) -> Path:
        """The file of the store where `store` is empty."""
        return self.data / "articles.sqlite3"

    @property
    def cluster(self) -> ClusterSettings:
        """The settings that begin with `opensearch_`, as the engine takes them."""
        return ClusterSettings(
            hosts=self.opensearch_hosts,
            user=self.opensearch_user,
            password=self.opensearch_password.get_secret_value(),
            client_certificate=self.opensearch_client_certificate,
            client_key=self.opensearch_client_key,
            ca=self.opensearch_ca,
            prefix=self.opensearch_prefix,
            shards=self.opensearch_shards,
            replicas=self.opensearch_replicas,
            timeout=self.opensearch_timeout,
            partition=self.opensearch_partition,
        )

    @property
    def index_folder(self) -> Path:
        """The folder of the index's generations."""
        return self.data / "index"
