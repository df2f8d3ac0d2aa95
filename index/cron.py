"""When a rebuild is due: crontab lines, read as cron reads them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo

from apscheduler.triggers.cron import CronTrigger

from index.errors import BadSetting

_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""In crontab 0 and 7 are Sunday; APScheduler 3 counts from Monday (its issue 286), so numbers are turned into names."""

_DAYS = re.compile(r"(?:\*|([0-7])(?:-([0-7]))?)(?:/([1-7]))?")


class Cron:
    """A crontab line of five fields: minute, hour, day of month, month, day of week."""

    def __init__(self, line: str, timezone: tzinfo = UTC, *, setting: str = "schedule") -> None:
        """Raises `BadSetting` under the name `setting` if the line cannot be read."""
        try:
            minute, hour, day, month, weekday = line.split()
            if "#" in line:  # APScheduler would take mon#1 for every Monday
                raise ValueError("there is no # in a crontab's fields")
            self._trigger = CronTrigger(
                minute=minute, hour=hour, day=day, month=month, day_of_week=_named_days(weekday.lower()), timezone=timezone
            )
        except (ValueError, TypeError) as error:
            raise BadSetting(setting, line, f"write five fields as in a crontab, such as '0 4 * * *' ({error})") from error

    def next(self, after: datetime) -> datetime | None:
        """The first time after a moment; None if there is none (30 February)."""
        found: datetime | None = self._trigger.get_next_fire_time(after, after)
        return found


def _named_days(written: str) -> str:
    """The days of the week by name: "1-5" → "mon,tue,wed,thu,fri"."""
    return written if written == "*" else ",".join(name for part in written.split(",") for name in _part(part))


def _part(part: str) -> tuple[str, ...]:
    match = _DAYS.fullmatch(part)
    if match is None:
        return (part,)
    first, last, step = match.groups()
    end = last or (first if first and not step else "6")
    numbers = range(int(first or 0), int(end) + 1, int(step or 1))
    if not numbers:
        raise ValueError(f"in the days {part!r} the first comes after the last")
    return tuple(dict.fromkeys(_WEEKDAYS[number] for number in numbers))
