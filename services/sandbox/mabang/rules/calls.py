"""A call as it was understood."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from services.sandbox.mabang.rules.signing import Account
from services.sandbox.mabang.rules.traps import Trap

_FIRST = ("", "1", 1, None)


class Call(NamedTuple):
    """Who calls what with which `data`, the seller's present, and the traps that are on."""

    account: Account
    api: str
    data: Mapping[str, Any]
    moment: datetime
    on: frozenset[Trap]

    @property
    def is_beijing(self) -> bool:
        """Whether times are Beijing's."""
        return Trap.BEIJING_TIME in self.on

    def text(self, name: str) -> str:
        """A parameter as a text, '' where it is missing."""
        value = self.data.get(name)
        return "" if value is None else str(value).strip()


def is_later_page(data: Mapping[str, Any]) -> bool:
    """Whether a page behind the first is asked for, by cursor or by number."""
    return data.get("cursor") not in _FIRST or data.get("page") not in _FIRST
