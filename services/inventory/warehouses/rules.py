"""Which marketplaces a warehouse serves."""

from collections.abc import Collection, Iterable

AMAZON = "AMAZON"
"""The one warehouse of Amazon's: its summaries do not tell them apart."""

NAME_LENGTH = 50
"""Characters."""


def joined(marketplace_ids: Iterable[str] | None) -> str | None:
    """As they are stored, each once; None is all of the account."""
    return None if marketplace_ids is None else " ".join(sorted(set(marketplace_ids)))


def served(stored: str | None) -> list[str] | None:
    """The marketplaces out of what is stored; None is all of the account."""
    return None if stored is None else stored.split()


def serves(stored: str | None, marketplace_ids: Collection[str]) -> bool:
    """Whether a warehouse serves one of these marketplaces of its account."""
    found = served(stored)
    return found is None or not set(found).isdisjoint(marketplace_ids)
