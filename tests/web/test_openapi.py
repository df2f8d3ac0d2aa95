"""The description of the JSON interface is valid, whole, and what answers keep."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import OpenAPIV31SpecValidator

from index.fields import FACETS
from tests.web.test_api_docs import COMMANDS, path_of
from web.errors import PROGRAM_PATHS
from web.params import SINGLE


@pytest.fixture
def description(client: FlaskClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/v1/openapi.json").get_json()
    return found


def test_it_is_valid(description: dict[str, Any]) -> None:
    OpenAPIV31SpecValidator(description).validate()


def test_it_has_every_address_for_programs_and_no_other(sample_app: Flask, description: dict[str, Any]) -> None:
    rules = [rule for rule in sample_app.url_map.iter_rules() if rule.rule.startswith(PROGRAM_PATHS)]
    served = {
        (rule.rule.replace("<", "{").replace(">", "}").replace("id_", "id"), method.lower())
        for rule in rules
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert {(path, method) for path, operations in description["paths"].items() for method in operations} == served


def test_it_has_every_parameter_and_no_other(description: dict[str, Any]) -> None:
    assert set(description["components"]["parameters"]) == {*SINGLE, *FACETS}


@pytest.mark.parametrize("name", ["sort", "size", "facet_size", "interval", "exact", "group", "explain"])
def test_what_it_says_of_a_parameter_is_what_the_interface_takes(client: FlaskClient, description: dict[str, Any], name: str) -> None:
    schema = description["components"]["parameters"][name]["schema"]
    right = schema.get("enum") or [schema["minimum"], schema["maximum"]]
    wrong = ["never"] if "enum" in schema else [schema["minimum"] - 1, schema["maximum"] + 1]
    assert {client.get("/api/v1/search", query_string={name: value}).status_code for value in right} == {200}
    assert {client.get("/api/v1/search", query_string={name: value}).status_code for value in wrong} == {400}
    default = client.get("/api/v1/search", query_string={name: schema["default"]}).get_json()
    assert default | {"took_ms": 0} == client.get("/api/v1/search").get_json() | {"took_ms": 0}


NOT_JSON = ("$id", "/metrics", "/search.atom", "/export")
ADDRESSES = [path_of(command) for command in COMMANDS if not any(part in command for part in NOT_JSON)]


@pytest.mark.parametrize("address", [*ADDRESSES, "/api/v1/search?q=talks&size=100&explain=1", "/api/v1/search?facets=none&interval=none"])
def test_answers_keep_their_schemas(client: FlaskClient, description: dict[str, Any], address: str) -> None:
    response = client.get(address)
    operation = operation_of(description, address.partition("?")[0])
    described = operation["responses"]["200"] if response.status_code == 200 else description["components"]["responses"]["Problem"]
    keeps(description, described["content"][response.mimetype]["schema"], response.get_json())


def test_every_article_keeps_its_schema(client: FlaskClient, description: dict[str, Any]) -> None:
    hits = client.get("/api/v1/search?size=100&facets=none").get_json()["hits"]
    assert len(hits) > 80
    for hit in hits:
        keeps(description, {"$ref": "#/components/schemas/Article"}, client.get(f"/api/v1/articles/{hit['id']}").get_json())


def operation_of(description: dict[str, Any], path: str) -> dict[str, Any]:
    """The GET operation that a path belongs to."""
    as_facet = "/api/v1/facets/{field}" if path.startswith("/api/v1/facets/") else path
    found: dict[str, Any] = description["paths"][as_facet]["get"]
    return found


def keeps(description: dict[str, Any], schema: dict[str, Any], answer: object) -> None:
    """Fails where an answer is not what its schema says, or has a member that is not in it."""
    whole = {**schema, "components": closed(description["components"])}
    Draft202012Validator(whole, format_checker=FormatChecker()).validate(answer)


def closed(part: Any) -> Any:
    """A schema whose objects have no other members than those it names; those of problem documents differ."""
    if isinstance(part, list):
        return [closed(each) for each in part]
    if not isinstance(part, dict):
        return part
    inner = {name: each if name == "Problem" else closed(each) for name, each in part.items()}
    return {**inner, "additionalProperties": False} if isinstance(part.get("properties"), dict) else inner
