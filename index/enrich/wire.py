"""Whose copy an article is: the agency credited in its dateline or in its last lines."""

from __future__ import annotations

import re

AGENCIES: dict[str, str] = {
    "ap": "Associated Press", "associated press": "Associated Press", "the associated press": "Associated Press",
    "reuters": "Reuters", "reuter": "Reuters", "thomson reuters": "Reuters", "reuters health": "Reuters",
    "afp": "Agence France-Presse", "agence france-presse": "Agence France-Presse", "agence france presse": "Agence France-Presse",
    "upi": "United Press International", "united press international": "United Press International", "dpa": "Deutsche Presse-Agentur",
    "efe": "EFE", "ansa": "ANSA", "tass": "TASS", "itar-tass": "TASS", "ria novosti": "RIA Novosti", "interfax": "Interfax",
    "xinhua": "Xinhua", "kyodo": "Kyodo News", "kyodo news": "Kyodo News", "yonhap": "Yonhap", "pti": "Press Trust of India",
    "ani": "ANI", "ians": "IANS", "pa": "PA Media", "press association": "PA Media", "pa media": "PA Media", "aap": "AAP",
    "bloomberg": "Bloomberg", "bloomberg news": "Bloomberg", "canadian press": "The Canadian Press",
    "the canadian press": "The Canadian Press",
    "cna": "Central News Agency", "anadolu": "Anadolu Agency", "aa": "Anadolu Agency", "ukrinform": "Ukrinform", "belta": "BelTA",
    "tanjug": "Tanjug", "pap": "PAP", "ctk": "ČTK", "apa": "APA", "sda": "Keystone-SDA", "ritzau": "Ritzau", "ntb": "NTB", "tt": "TT",
}  # fmt: skip
"""News agencies by what datelines call them."""

_CLOSING = re.compile(
    r"\((?:(?:Additional )?(?:Reporting|Writing|Editing|Compiled) by|(?:Reuters|AP|AFP)(?! ?(?:Photo|File)))\b[^()]*\)$"
    r"|^(?:Source|Via): ?(?P<source>[^,.;]+)"
    r"|^The (?P<contributed>[A-Z][\w ]{2,30}) contributed to this (?:report|story)",
)
_CLOSING_AGENCY = re.compile(r"\b(?:Thomson Reuters|Reuters|Associated Press|AP|AFP|UPI|dpa|DPA|Bloomberg)\b")
LAST_PARAGRAPHS = 3


def wire(agency: str | None, outlet: str | None, page: list[str]) -> str | None:
    """The agency whose copy this is.

    `agency` is the dateline's: taken if it is a known agency, or another name than the outlet's own ("JAKARTA (Meridian Courier)" in the
    Meridian Courier is no wire copy). Of `page`, boilerplate included, the last paragraphs are looked at.
    """
    if agency and (known := AGENCIES.get(agency.casefold())):
        return known
    if agency and not _same(agency, outlet):
        return agency
    for paragraph in page[-LAST_PARAGRAPHS:]:
        if found := _closing(paragraph):
            return found
    return None


def _closing(paragraph: str) -> str | None:
    match = _CLOSING.search(paragraph)
    if not match:
        return None
    if source := match["source"] or match["contributed"]:
        return AGENCIES.get(source.strip().casefold())
    named = _CLOSING_AGENCY.findall(match.group())
    return AGENCIES[named[-1].casefold()] if named else None


def _same(agency: str, outlet: str | None) -> bool:
    words = [name.casefold().removeprefix("the ").strip() for name in (agency, outlet or "")]
    return f"{words[1]} ".startswith(f"{words[0]} ")  # "(CNN)" in "CNN International" is its own
