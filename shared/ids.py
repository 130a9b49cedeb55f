"""Public identifiers: UUIDv7 texts, sortable by the time they were made (RFC 9562, section 5.7)."""

import os
import time


def uuid7() -> str:
    """A new UUIDv7 as its 36-character text."""
    return uuid7s(1)[0]


def uuid7s(count: int) -> list[str]:
    """So many new UUIDv7 of this moment; for thousands in a fifth of the time that `uuid7` takes."""
    moment = f"{time.time_ns() // 1_000_000:012x}"
    head = f"{moment[:8]}-{moment[8:]}-7"
    chance = os.urandom(_RANDOM_BYTES * count).hex()
    return [
        f"{head}{chance[at : at + 3]}-{_VARIANTS[chance[at + 3]]}{chance[at + 4 : at + 7]}-{chance[at + 7 : at + 19]}"
        for at in range(0, len(chance), 2 * _RANDOM_BYTES)
    ]


_RANDOM_BYTES = 10
_VARIANTS = {digit: "89ab"[int(digit, 16) % 4] for digit in "0123456789abcdef"}
"""The first digit of the fourth group: two random bits below the variant's 10."""
