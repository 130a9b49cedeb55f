"""The document of a report: a gzip file of a JSON array."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import orjson

from services.sandbox.advertisers.rules import plan
from services.sandbox.reports.rules import rows, tables
from services.sandbox.reports.rules.requests import Wish
from services.sandbox.reports.rules.spoiling import Spoiling

_GZIP = 16 + zlib.MAX_WBITS


@dataclass(frozen=True, slots=True)
class Content:
    """What is in a document: the same content always gives the same one.

    `asked_on` is the day of the request in the profile's time zone: the newest days are still restated.
    """

    seed: int
    size: int
    profile_id: int
    wish: Wish
    asked_on: date


@lru_cache(maxsize=256)
def size_of(content: Content) -> int:
    """How many bytes `document_of` gives."""
    return sum(map(len, document_of(content)))


def document_of(content: Content, spoiling: Spoiling | None = None) -> Iterator[bytes]:
    """A gzip file of the JSON array of all rows; only one campaign is in memory at a time."""
    profiles = plan.make_advertiser(content.seed, content.size).profiles
    profile = next(each for each in profiles if each.profile_id == content.profile_id)
    wish = content.wish
    packer = zlib.compressobj(wbits=_GZIP)
    yield packer.compress(b"[")
    separator = b""
    for number, campaign in enumerate(profile.campaigns_of(wish.ad_product)):
        found = rows.rows_of(tables.table_of(campaign, profile.market, wish, content.asked_on), wish)
        if spoiling is not None:
            found = spoiling.rows(found, wish, number)
        if text := b",\n".join(map(orjson.dumps, found)):
            yield packer.compress(separator + text)
            separator = b",\n"
    yield packer.compress(b"]") + packer.flush()
