"""What news services, archives and crawlers answer, in their own form: each field of each is read, and nothing is reported."""

import json

import pytest

from tests.index.readers.conftest import ReadFile

HEAD, LEAD, TEXT = "Dockers stop work", "Cranes stood still.", "Seven terminals stood still."
ADDRESS, TIME = "https://post.example/1", "2026-06-01T14:10:00Z"

GUARDIAN = {
    "id": "business/2026/jun/01/dockers",
    "webUrl": ADDRESS,
    "webTitle": "Dockers stop work | A Writer",
    "webPublicationDate": TIME,
    "sectionName": "Business",
    "fields": {
        "headline": HEAD,
        "byline": "A Writer in Hull",
        "trailText": LEAD,
        "body": "<p>Seven</p><p>Eight</p>",
        "bodyText": "Seven Eight",
    },
    "tags": [
        {"id": "business/ports", "type": "keyword", "webTitle": "Ports"},
        {"id": "tone/news", "type": "tone", "webTitle": "News"},
        {"id": "profile/writer", "type": "contributor", "webTitle": "A. Writer"},
    ],
}
NYT = {
    "_id": "nyt://article/1",
    "web_url": ADDRESS,
    "headline": {"main": HEAD, "kicker": None, "print_headline": "Cranes at Rest"},
    "byline": {"original": "By Ann Hill and Bo Li", "person": [{"firstname": "Ann"}], "organization": None},
    "abstract": "Strike.",
    "lead_paragraph": LEAD,
    "pub_date": TIME,
    "section_name": "Business Day",
    "source": "The Harbour Times",
    "keywords": [
        {"name": "subject", "value": "Strikes", "rank": 1},
        {"name": "glocations", "value": "Hull (England)", "rank": 2},
        {"name": "persons", "value": "Li, Bo", "rank": 3},
        {"name": "organizations", "value": "Dock Union", "rank": 4},
        {"name": "creative_works", "value": "Cranes (Play)", "rank": 5},
    ],
}
NYT_TOP = {"title": HEAD, "abstract": LEAD, "byline": "By Ann Hill", "des_facet": ["Ports"], "per_facet": ["Li, Bo"], "geo_facet": ["Hull"]}
WORDPRESS = {
    "id": 7,
    "date": "2026-06-01T16:10:00",
    "date_gmt": "2026-06-01T14:10:00",
    "guid": {"rendered": "https://post.example/?p=7"},
    "link": ADDRESS,
    "title": {"rendered": "Dockers &#8217; work"},
    "content": {"rendered": "<p>Seven</p>\n<p>Eight</p>", "protected": False},
    "excerpt": {"rendered": "<p>Cranes</p>"},
    "author": 3,
    "categories": [5],
    "tags": [11, 12],
}
EVENT_REGISTRY = {
    "uri": "8123",
    "lang": "eng",
    "date": "2026-06-02",
    "dateTime": "2026-06-02T00:00:00Z",
    "dateTimePub": TIME,
    "url": ADDRESS,
    "title": HEAD,
    "body": TEXT,
    "source": {"uri": "post.example", "dataType": "news", "title": "Harbour Post"},
    "authors": [{"uri": "ann@post.example", "name": "Ann Hill", "type": "author"}],
}
BING = {
    "name": HEAD,
    "url": ADDRESS,
    "description": LEAD,
    "provider": [{"_type": "Organization", "name": "Harbour Post"}],
    "datePublished": TIME,
}
WEBZ = {
    "thread": {"site": "post.example", "title": "Another"},
    "title": HEAD,
    "text": TEXT,
    "url": ADDRESS,
    "published": TIME,
    "author": "Ann Hill",
    "language": "english",
}
AP = {
    "uri": "https://wire.example/1",
    "headline": HEAD,
    "body_nitf": "<p>Seven</p><p>Eight</p>",
    "firstcreated": TIME,
    "versioncreated": "2026-06-02T00:00:00Z",
    "bylines": [{"by": "By ANN HILL", "title": "Wire Writer"}],
    "infosource": [{"name": "The Wire"}],
}
NEWS_PLEASE = {
    "date_publish": "2026-06-01 14:10:00",
    "date_download": "2026-06-09 00:00:00",
    "maintext": TEXT,
    "source_domain": "post.example",
    "authors": ["Ann Hill", "Bo Li"],
    "title": HEAD,
}

ANSWERS: dict[str, tuple[object, dict[str, object]]] = {
    "Guardian": (
        {"response": {"status": "ok", "total": 1, "results": [GUARDIAN]}},
        {"title": HEAD, "body": "Seven\n\nEight", "url": ADDRESS, "published": TIME, "section": "Business"}
        | {"keywords": ("Ports",), "authors": ("A. Writer",)},
    ),
    "Guardian, one item": (
        {"response": {"status": "ok", "total": 1, "content": GUARDIAN}},
        {"title": HEAD, "body": "Seven\n\nEight", "url": ADDRESS},
    ),
    "New York Times": (
        {"status": "OK", "copyright": "©", "response": {"docs": [NYT], "meta": {"hits": 1}}},
        {"title": HEAD, "body": LEAD, "url": ADDRESS, "published": TIME, "section": "Business Day", "source": "The Harbour Times"}
        | {"authors": ("By Ann Hill", "Bo Li"), "keywords": ("Strikes", "Cranes (Play)")}
        | {"people": ("Li, Bo",), "orgs": ("Dock Union",), "places": ("Hull (England)",)},
    ),
    "New York Times, top stories": (
        {"status": "OK", "section": "home", "results": [NYT_TOP]},
        {"title": HEAD, "body": LEAD, "keywords": ("Ports",), "people": ("Li, Bo",), "orgs": None, "places": ("Hull",)},
    ),
    "WordPress": (
        [WORDPRESS],
        {"title": "Dockers ’ work", "body": "Seven\n\nEight", "url": ADDRESS, "published": "2026-06-01T14:10:00"}
        | {"record_id": "7", "authors": (), "keywords": (), "section": None},
    ),
    "Event Registry": (
        {"articles": {"page": 1, "totalResults": 1, "results": [EVENT_REGISTRY]}},
        {"title": HEAD, "body": TEXT, "published": TIME, "source": "Harbour Post", "authors": ("Ann Hill",), "language": "eng"},
    ),
    "Bing": (
        {"_type": "News", "readLink": "x", "sort": [{"name": "Date"}], "value": [BING]},
        {"title": HEAD, "body": LEAD, "url": ADDRESS, "published": TIME, "source": "Harbour Post"},
    ),
    "webz.io": (
        {"posts": [WEBZ], "totalResults": 1},
        {"title": HEAD, "body": TEXT, "source": "post.example", "authors": ("Ann Hill",), "language": "english"},
    ),
    "AP": (
        {"api_version": "1", "data": {"items": [{"meta": {"score": 1}, "item": AP}]}},
        {"title": HEAD, "body": "Seven\n\nEight", "published": TIME, "authors": ("By ANN HILL",), "source": "The Wire"},
    ),
    "ninjs": ({"headline": HEAD, "body_text": TEXT, "provider": "Wire Desk"}, {"title": HEAD, "body": TEXT, "source": "Wire Desk"}),
    "news-please": (
        NEWS_PLEASE,
        {"title": HEAD, "body": TEXT, "published": "2026-06-01 14:10:00", "source": "post.example", "authors": ("Ann Hill", "Bo Li")},
    ),
    "Media Cloud": (
        {"title": HEAD, "url": ADDRESS, "media_name": "Harbour Post", "publish_date": "2026-06-01"},
        {"title": HEAD, "source": "Harbour Post", "published": "2026-06-01"},
    ),
    "JSON:API": (
        {"data": [{"type": "article", "id": "7", "attributes": {"title": HEAD, "body": {"value": TEXT}}}]},
        {"title": HEAD, "body": TEXT, "record_id": "7"},
    ),
}


@pytest.mark.parametrize("service", ANSWERS)
def test_what_a_service_answers_is_read(read_file: ReadFile, service: str) -> None:
    answer, expected = ANSWERS[service]
    for name in ("a.json", "a.jsonl"):
        content = json.dumps(answer)
        [article], bad = read_file(name, content.removeprefix("[").removesuffix("]") if name == "a.jsonl" else content)
        assert bad == []
        assert {field: getattr(article, field) for field in expected} == expected


@pytest.mark.parametrize(
    ("record", "body"),
    [
        (WORDPRESS | {"content": {"rendered": "", "protected": True}}, "Cranes"),
        (GUARDIAN | {"fields": {"trailText": LEAD}}, LEAD),
        (NYT | {"lead_paragraph": ""}, "Strike."),
        (NYT | {"byline": {"original": None, "person": []}, "keywords": []}, LEAD),
        (EVENT_REGISTRY | {"source": {"uri": "post.example", "title": None}}, TEXT),
        ({"webTitle": HEAD}, ""),
    ],
)
def test_fields_that_are_empty_spoil_no_record(read_file: ReadFile, record: object, body: str) -> None:
    [article], bad = read_file("a.jsonl", json.dumps(record))
    assert (article.body, bad) == (body, [])


def test_columns_of_proquest_and_of_tables_made_from_json(read_file: ReadFile) -> None:
    table = (
        "Title;Author(s);pubtitle;pubdate;Full text;subjectTerms;DocumentURL\nA;Ann Hill;The Post;Jun 1, 2026;T;ports;https://p.example/1\n"
    )
    [article], _ = read_file("a.csv", table)
    assert (article.authors, article.source, article.published) == (("Ann Hill",), "The Post", "Jun 1, 2026")
    assert (article.body, article.keywords, article.url) == ("T", ("ports",), "https://p.example/1")
    [article], _ = read_file(
        "b.csv", "fields.headline,title.rendered,thread.site,tags.people,Published (UTC) [ISO]\nH,,p.example,Ann Hill,2026\n"
    )
    assert (article.title, article.source, article.people, article.published) == ("H", "p.example", ("Ann Hill",), "2026")
