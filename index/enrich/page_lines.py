"""The wording of what is on a page and not in its story: one table, each row with what it matches.

A row matches from the beginning of a paragraph, but for those of `is_of_page`. Most are told apart from prose by standing alone on a short
line; those with words that no prose has may be longer.
"""

from __future__ import annotations

import re

LONGEST_LINE = 220
"""Promotion and credits are single lines; a longer paragraph that begins alike is prose."""
LONGEST_BLOCK = 600
"""Forms and captions with all their buttons run on as one paragraph."""

_PLEASE = r"(?:please )?(?:sign|signed) up (?:here )?(?:for|to)\b"
_MAIL = r"(?:newsletter|alert|e-?mail|briefing|inbox)s?"

_PROMOTIONS = (
    r"click here\b",
    r"(?:read|see|watch|listen|get|find)\s+(?:more|also|next|now)\s*[:>|–—-]",  # READ MORE: What to pack
    r"read more\b.{0,60}(?<![.!?])$",  # Read more about ferries
    r"(?:related|also read|more on this|more from|you may also like|recommended|don['’]t miss|must read)\b[^.]{0,30}:",
    r"(?:related|continue reading.*|view (?:all|comments|gallery).*)$",
    rf"{_PLEASE}.{{0,120}}(?:{_MAIL}|here)",  # Sign up for our newsletter
    r"(?:want|like) [^.?]{2,80} in your inbox\b[^.?]{0,30}\? (?:sign up|subscribe)\b",  # Want tides in your inbox? Sign up
    rf"get (?:the latest|our) .{{0,80}}(?:{_MAIL}|app)\b",
    r"get .{2,80} (?:delivered|sent|straight|direct(?:ly)?)(?: \w+)? (?:to|in) your (?:inbox|e-?mail)\b",  # Get tides sent to your inbox
    r"subscribe (?:to|now|today|here)\b",
    r"follow (?:us|him|her|them|\S+ \S+) on (?:twitter|facebook|x|instagram)",
)

_CAPITALS = (
    r"(?:WATCH|READ|SEE|MORE|RELATED|LATEST|LISTEN|VIDEO|PHOTOS) ?[:>|]",  # WATCH: HARBOUR MASTER SPEAKS
    r"(?:WATCH|LISTEN) (?:LIVE|NOW|THIS|HERE|THE (?:VIDEO|LATEST|FULL))\b",
    r".*\b(?:CLICK(?:ING)? (?:HERE|ON|TO)|SIGN(?:ING)? UP (?:HERE|FOR|TO)|WATCH THIS)\b",  # TO SEE MORE, CLICK HERE
    r"READ (?:MORE|THE (?:FULL|LATEST))\b",
    r"(?:GET|DOWNLOAD) (?:THE|OUR)\b.*\bAPP\b",  # GET THE HARBOUR POST APP
    r"DOWNLOAD (?:NOW|HERE|OUR|IT)\b",
    r"SUBSCRIBE\b",
    r"(?:RELATED|MORE|OTHER) (?:STORIES|ARTICLES|COVERAGE|NEWS)\b",
    r"(?:THE )?(?:LATEST|MORE) (?:NEWS )?FROM (?:THE )?\S+ ",  # THE LATEST FROM HARBOUR POST ON FERRIES
)

_PAGE = (
    r"advertise?ment:?(?: continue reading the main story)?$",
    r"(?-i:AD|CLOSE|Photo|Image|Video)$",  # labels of what stood there
    r"(?:the )?(?:story|article) continue[sd] below.*$",
    r"slideshow ?\( ?\d+ images? ?\)$",
    r"(?:(?:enlarge this image )?toggle caption|image copyright)\b",  # toggle caption Jane Doe/Harbour Wire
    r"hide caption\b",
    r"the post .{2,200} (?:first )?appeared first on .{2,80}$",  # WordPress in feeds
    r"(?:read|share)(?: or share)? this (?:story|article): ?https?:",
    r"©|\(c\) ?\d{4}|copyright\b.{0,6}\d{4}|all rights reserved\b",
    r"follow @\w+$",
)

_BLOCKS = (
    r"just watched\b.* must watch\b",  # a video player's buttons
    r"(?:enlarge this image )?toggle caption\b",
    r"hide caption\b.*\bprevious next\b",
    r"media playback is (?:unsupported|not supported) on your device\b",
)

_INSIDE = (
    r"\bhide caption \d+ of \d+\b",  # a picture of a gallery
    r"\bby signing up,? you agree to\b",
    r"\binvalid e-?mail address\b",
)

_CONTRIBUTED = (
    r"[^a-z]{0,4}(?-i:[A-Z])[^!?]{1,180} contributed (?:\w+ )?to this (?:report|story|article|post)(?: from [^!?]{2,60})?[.)]*$",
)  # Jane Doe and John Roe contributed to this report from Bergen.


def _table(*rows: str, flags: re.RegexFlag = re.IGNORECASE) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{row})" for row in rows), flags)


PROMOTION = _table(*_PROMOTIONS)
"""Lines that lead to other pages of the outlet."""
PROMOTION_IN_CAPITALS = _table(*_CAPITALS, flags=re.NOFLAG)
"""The same as headings in capitals; of other words these are the article's own."""
PAGE_LINE = _table(*_PAGE, *_CONTRIBUTED)
"""Labels, rights, credits of pictures, and those who helped."""
PAGE_BLOCK = _table(*_BLOCKS)
"""What may be longer than a line."""
_PAGE_INSIDE = _table(*_INSIDE)
_SIGNS = ("hide caption", "signing up", "mail address")
"""One of these is in each; looking for it takes a tenth of the time."""


def is_of_page(paragraph: str) -> bool:
    """Whether something shows, wherever it stands in a paragraph, that this is none of the story's."""
    small = paragraph.lower()
    return any(sign in small for sign in _SIGNS) and _PAGE_INSIDE.search(paragraph) is not None
