"""The document of a report: a gzip file of a JSON array."""

import zlib
from collections.abc import Iterator
from functools import lru_cache

import orjson

from services.sandbox.advertisers.rules import plan
from services.sandbox.reports.rules import rows, tables
from services.sandbox.reports.rules.requests import Wish

_GZIP = 16 + zlib.MAX_WBITS


@lru_cache(maxsize=256)
def size_of(seed: int, size: int, profile_id: int, wish: Wish) -> int:
    """How many bytes `document_of` gives; the same wish always gives the same document."""
    return sum(map(len, document_of(seed, size, profile_id, wish)))


def document_of(seed: int, size: int, profile_id: int, wish: Wish) -> Iterator[bytes]:
    """A gzip file of the JSON array of all rows; only one campaign is in memory at a time."""
    profiles = plan.make_advertiser(seed, size).profiles
    profile = next(each for each in profiles if each.profile_id == profile_id)
    packer = zlib.compressobj(wbits=_GZIP)
    yield packer.compress(b"[")
    separator = b""
    for campaign in profile.campaigns:
        found = rows.rows_of(tables.table_of(campaign, profile.market, wish), wish)
        if text := b",\n".join(map(orjson.dumps, found)):
            yield packer.compress(separator + text)
            separator = b",\n"
    yield packer.compress(b"]") + packer.flush()
