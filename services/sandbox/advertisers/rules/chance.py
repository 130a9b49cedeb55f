"""Numbers that only look random: each is a fixed function of a path such as ("price", seed, size, 3).

Own arithmetic instead of a library's generator, so that a seed means the same advertiser for ever.
"""

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

import numpy as np
import numpy.typing as npt

Item = TypeVar("Item")
Whole = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint64]


def key_of(*path: object) -> int:
    """A 64-bit key, the same for the same path in every process."""
    return int.from_bytes(blake2b(repr(path).encode(), digest_size=8).digest(), "big")


def between(limits: tuple[float, float], *path: object) -> float:
    """A number from `limits[0]` up to, not including, `limits[1]`."""
    low, high = limits
    return low + (high - low) * ((key_of(*path) >> 11) / 2**53)


def whole(low: int, high: int, *path: object) -> int:
    """A whole number from `low` to `high`, both included."""
    return low + key_of(*path) % (high - low + 1)


def pick(options: Sequence[Item], *path: object) -> Item:
    """One of the options."""
    return options[key_of(*path) % len(options)]


def shuffled(items: Sequence[Item], *path: object) -> list[Item]:
    """The items in an order of their own."""
    return [items[i] for i in sorted(range(len(items)), key=lambda i: key_of(*path, i))]


def noise(keys: Sequence[int], days: Whole, span: int) -> Whole:
    """Whole numbers in [0, span), one row a key (64 bit) and one column a day number."""
    return noise_at(np.array(keys, dtype=np.uint64)[:, None], days, span)


def noise_at(keys: Keys, numbers: Whole, span: int) -> Whole:
    """Whole numbers in [0, span), one for each key (64 bit) together with its number.

    SplitMix64 (Steele, Lea, Flood 2014) over key and number, so any day is had without the days before it.
    """
    mixed = keys + numbers.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    thrown: Whole = ((mixed >> np.uint64(11)) % np.uint64(span)).astype(np.int64)
    return thrown
