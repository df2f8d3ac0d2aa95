"""Which article this is: its canonical address, its site, its id.

The id must be the same whenever and from wherever the same article comes in, so nothing takes part in it that
depends on the import (order, file name, time). Without an address and an identifier it is made of title and body as cleaned, so
that another version of cleaning may give such an article another id (`index.intake.renew` then takes the old one away).
"""

from __future__ import annotations

import json
import re
from functools import cache
from hashlib import blake2b
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit, urlunsplit

from index.article import RawArticle
from index.exported import own_id

if TYPE_CHECKING:
    import tldextract

ID_CHARACTERS = 20
"""80 bits: among a hundred million articles a chance collision has a probability of about 4 in a billion."""

_TRACKING = re.compile(
    r"(?:utm_\w+|ga_\w+|pk_\w+|mtm_\w+|hsa_\w+|fb_\w+|at_(?:medium|campaign|custom\w*|link\w*|format|bbc_team|ptr_name)"
    r"|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|igsh|mc_[ce]id|mkt_tok|_hsenc|_hsmi|vero_id|oly_(?:anon|enc)_id"
    r"|cmpid|cmp|ncid|ocid|icid|smid|smtyp|ito|ftag|spm|wt_mc|wt\.mc_id|xtor|rss|partner|emc|src_rss|ref_src|ref_url|referrer|__twitter_impression|_r)",
    re.IGNORECASE,
)
"""Parameters that say how a reader came to the page, not which page it is."""

_DEFAULT_PORTS = {"http": 80, "https": 443}
_SAFE_IN_PATH = "/%:@!$&'()*+,;=~-._"


def article_id(raw: RawArticle, url: str | None, title: str, body: str) -> str:
    """The article's id: 20 hexadecimal characters of BLAKE2b (RFC 7693).

    A record that was exported has it already. Else made from the canonical URL where there is one; else from the record's source and its
    own identifier, if it brings both; else from what the record gives: source, published, title, cleaned body.
    """
    if (kept := own_id(raw.record_id)) is not None:
        return kept
    if url is not None:
        return _digest("url", url)
    if raw.source and raw.record_id:
        return _digest("record", raw.source.strip(), raw.record_id.strip())
    return _digest("text", (raw.source or "").strip(), (raw.published or "").strip(), title, body)


def story_id(earliest: str) -> str:
    """The id of the story whose earliest report has the id `earliest`: 16 hexadecimal characters."""
    return blake2b(f"story\x1f{earliest}".encode(), digest_size=8).hexdigest()


_SAID_OTHERWISE = frozenset(("origin", "file_time", "annotated", "day_first", "entities", "excerpt"))


def content_hash(raw: RawArticle) -> str:
    """A hash of everything that a record says, to tell whether it changed; where it came from takes no part."""
    said = [getattr(raw, name) for name in raw.__slots__ if name not in _SAID_OTHERWISE]
    # Left out where they say nothing: the hashes that are kept stay good.
    order = [] if raw.day_first is None else [raw.day_first]
    entities = [] if raw.entities is None else [repr(raw.entities)]
    excerpt = ["excerpt"] if raw.excerpt else []
    return _digest(json.dumps([*said, sorted(raw.annotated), *order, *entities, *excerpt], ensure_ascii=False))


def canonical_url(url: str | None) -> str | None:
    """The one form of a web address, or None for what is no http or https address.

    Scheme and host in lower case, default port, user, fragment and tracking parameters gone, other parameters sorted (their order
    has no meaning to readers, and differs between feeds and pages), no slash at the end except that of the root. The scheme
    stays: http and https are the same page nearly always, but nothing here can know.
    """
    parts = _split((url or "").encode("utf-8", "replace").decode())
    host = _ascii_host(parts.hostname or "") if parts else ""
    if parts is None or not host:
        return None
    port = f":{parts.port}" if parts.port and parts.port != _DEFAULT_PORTS[parts.scheme] else ""
    path = quote(parts.path, safe=_SAFE_IN_PATH).rstrip("/") or "/"
    # Bytes that are not UTF-8 ("%E9") come out as they went in: two addresses must not become one.
    pairs = parse_qsl(parts.query, keep_blank_values=True, errors="surrogateescape")
    kept = sorted(pair for pair in pairs if not _TRACKING.fullmatch(pair[0]))
    return urlunsplit((parts.scheme, (f"[{host}]" if ":" in host else host) + port, path, urlencode(kept, errors="surrogateescape"), ""))


def site_of(url: str | None) -> str | None:
    """The registrable host of an address ("bbc.co.uk"), by the public suffix list that comes with tldextract.

    A host under no known suffix (``.example``, an intranet) counts from its last two labels; an IP address as it is.
    """
    host = urlsplit(url).hostname if url else None
    return _registrable(host) if host else None


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url.strip())
        _ = parts.port
    except ValueError:
        return None
    return parts if parts.scheme in _DEFAULT_PORTS else None


def _ascii_host(host: str) -> str:
    host = host.rstrip(".")
    try:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


@cache
def _registrable(host: str) -> str:
    if _is_ip(host):
        return host
    extracted = _suffixes()(host)
    if extracted.suffix and extracted.domain:
        return f"{extracted.domain}.{extracted.suffix}"
    return ".".join(host.rstrip(".").split(".")[-2:])


@cache
def _suffixes() -> tldextract.TLDExtract:
    import tldextract  # a tenth of a second, for its HTTP client, that only those who add articles need wait for

    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _digest(*parts: str) -> str:
    text = "\x1f".join(parts)
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=ID_CHARACTERS // 2).hexdigest()
