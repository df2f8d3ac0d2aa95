"""Names that are not known are told where the text or the date may be under them."""

import pytest

from tests.index.readers.conftest import ReadFile, told


def test_a_date_under_another_name_is_told_once_a_file(read_file: ReadFile, caplog: pytest.LogCaptureFixture) -> None:
    records = '{"title": "A", "pub_moment": "x", "publishing_day": "2026-06-01", "sentiment": 0.12345}\n'
    articles, bad = read_file("a.jsonl", records * 2 + '{"title": "B", "fields": {"issued": "1.6.2026"}}\n')
    assert (len(articles), bad) == (3, [])
    assert [one["fields"] for one in told(caplog, "intake.dates_not_used")] == ["publishing_day", "issued"]


def test_other_dates_of_a_record_with_its_date_are_not_told(read_file: ReadFile, caplog: pytest.LogCaptureFixture) -> None:
    read_file("a.json", '{"title": "A", "date_publish": "2026-06-01", "date_download": "2026-06-09"}')
    assert told(caplog, "intake.dates_not_used") == []


def test_columns_are_told_unless_they_are_used(read_file: ReadFile, caplog: pytest.LogCaptureFixture) -> None:
    read_file("a.csv", "name,description,day_of_issue,thread,tags.topics,Length (words)\nN,D,2026,x,y,7\n")
    read_file("b.csv", "name,text,date_publish\nN,T,2026\n")
    assert [one["columns"] for one in told(caplog, "intake.columns_not_used")] == ["day_of_issue, thread, Length (words)", "name"]
