"""What a client of Mabang falls into: every trap has a name, and can be switched on and off by itself."""

import json
from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any


class Trap(StrEnum):
    """One thing that Mabang does and a naive client does not expect."""

    CODE_ZERO = "code_zero"
    CODE_CHANGES = "code_changes"
    HAS_NEXT_TEXT = "has_next_text"
    NUMBERS_AS_TEXT = "numbers_as_text"
    LISTS_AS_TEXT = "lists_as_text"
    DAY_ONLY = "day_only"
    BEIJING_TIME = "beijing_time"
    MOVING_PAGES = "moving_pages"
    EMPTY_QUANTITY = "empty_quantity"
    THROTTLED = "throttled"
    SLOW = "slow"
    HTML = "html"
    LOWER_HEX = "lower_hex"


DESCRIPTIONS: Mapping[Trap, str] = {
    Trap.CODE_ZERO: "A later page is code 0 with a message and null data, with HTTP 200; asked again, it comes.",
    Trap.CODE_CHANGES: "The code of success is 200 on every second page, and '200' on the others.",
    Trap.HAS_NEXT_TEXT: "hasNext is 'true' or 'false'; a text that is not empty is true in most languages.",
    Trap.NUMBERS_AS_TEXT: "Numbers are texts, and yes and no are '1' and '0'.",
    Trap.LISTS_AS_TEXT: "Lists within a row are texts that hold JSON.",
    Trap.DAY_ONLY: "updateTime of the stock is one day, required without stockSkus; a moment is refused.",
    Trap.BEIJING_TIME: "Times have no zone and are those of Beijing (GMT+8), asked and answered ones, days too.",
    Trap.MOVING_PAGES: "After a first page a row of a later one is changed and moves to the front: the last row of "
    "the first page comes again, and the changed one not at all.",
    Trap.EMPTY_QUANTITY: "One row of the stock has '' for its quantities.",
    Trap.THROTTLED: "HTTP 429 without Retry-After; asked again, the answer comes.",
    Trap.SLOW: "The answer takes 15 seconds (pause_seconds); asked again, it comes at once.",
    Trap.HTML: "HTTP 200 with a web page; asked again, the answer comes.",
    Trap.LOWER_HEX: "Signatures in upper-case hex are wrong.",
}

ALWAYS = frozenset(
    {
        *(Trap.CODE_CHANGES, Trap.HAS_NEXT_TEXT, Trap.NUMBERS_AS_TEXT),
        *(Trap.DAY_ONLY, Trap.BEIJING_TIME, Trap.LOWER_HEX),
    }
)
"""What Mabang shows its clients always: on until it is switched off."""

ONCE = (Trap.THROTTLED, Trap.HTML, Trap.CODE_ZERO, Trap.SLOW)
"""Met in this order, each once by the same call: who asks again gets on."""


def met_next(on: Collection[Trap], met: Collection[Trap], *, is_later_page: bool) -> Trap | None:
    """Which of the traps that are met once a call meets, when it met those before."""
    for trap in ONCE:
        if trap in on and trap not in met and (is_later_page or trap is not Trap.CODE_ZERO):
            return trap
    return None


def spoiled(value: Any, on: Collection[Trap]) -> Any:
    """What is told of a row: its lists and numbers as texts where these traps are on."""
    if isinstance(value, dict):
        return {name: spoiled(each, on) for name, each in value.items()}
    if isinstance(value, list):
        items = [spoiled(each, on) for each in value]
        is_text = Trap.LISTS_AS_TEXT in on
        return json.dumps(items, ensure_ascii=False, separators=(",", ":")) if is_text else items
    if Trap.NUMBERS_AS_TEXT in on and isinstance(value, bool | int | float):
        return str(int(value)) if isinstance(value, bool) else str(value)
    return value


def code_of(page: int, on: Collection[Trap]) -> int | str:
    """The code of success on a page."""
    return 200 if Trap.CODE_CHANGES in on and page % 2 == 0 else "200"


def has_next_of(has_next: bool, on: Collection[Trap]) -> bool | str:
    """How it is told whether another page follows."""
    return str(has_next).lower() if Trap.HAS_NEXT_TEXT in on else has_next
