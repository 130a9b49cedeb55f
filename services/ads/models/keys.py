"""Keys of campaigns and ad groups: Amazon's numeric id, or a negative key made from the name.

Console files carry names only. What is known by its name alone has an id such as `name-1f3a...` on
the wire, until Amazon's id is known.
"""

from hashlib import blake2b

from services.ads.products import SP

_PREFIX = "name-"
WHOLE_CAMPAIGN = 0
"""The `ad_group_key` of a row about the campaign itself."""


def key_of_name(profile_key: int, ad_product: str, *names: str) -> int:
    """A stable negative 62-bit key of something known by its name (of an ad group: campaign's and own).

    The product is not in the keys of Sponsored Products: they were made before there were others.
    """
    owner = str(profile_key) if ad_product == SP else f"{profile_key}:{ad_product}"
    digest = blake2b("\x1f".join((owner, *names)).encode(), digest_size=8).digest()
    return -(int.from_bytes(digest, "big") >> 2) - 1


def id_of_key(key: int) -> str:
    """The id on the wire."""
    return str(key) if key > 0 else f"{_PREFIX}{-key:x}"


def key_of_id(text: str) -> int | None:
    """The key of an id on the wire; None when it is none of ours."""
    try:
        key = -int(text.removeprefix(_PREFIX), 16) if text.startswith(_PREFIX) else int(text)
    except ValueError:
        return None
    return key if id_of_key(key) == text and abs(key) < 2**63 else None
