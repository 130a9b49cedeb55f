"""What becomes of each item of a bulk request."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Literal, get_args

from shared.problems import FieldError, SellerAccountUnknownError, field_error
from shared.texts import Text

Outcome = Literal["created", "updated", "unchanged", "outdated", "repeated", "rejected"]
_NO_SELLER = Text(
    en="Is missing: name the account in the item, or once beside `items`",
    zh="缺少此项：请在条目中或与 `items` 并列填写",
)
_UNKNOWN_SKU = Text(
    en="Amazon has named no such SKU where it would be sold: check how it is written",
    zh="亚马逊在相关站点没有报告过此 SKU：请核对写法",
)
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)


def no_seller() -> FieldError:
    """Neither the item nor its request names an account."""
    return field_error("/seller_id", "missing", _NO_SELLER)


def known_seller(named: str | None, known: Collection[str]) -> str | FieldError:
    """The account that an item or its request names, if it is one of the tenant's, or what is wrong with it."""
    if named is None:
        return no_seller()
    return named if named in known else SellerAccountUnknownError.at()


def unknown_sku() -> FieldError:
    """A warning: a listing may be new, and a SKU may be mistyped."""
    return field_error("/sku", "sku-unknown-at-amazon", _UNKNOWN_SKU)


def outcome_of(stored: object | None, told: object) -> Outcome:
    """What storing makes of what was there (None for nothing), by its content."""
    if stored is None:
        return "created"
    return "unchanged" if stored == told else "updated"


class Results:
    """One result for each item, by its place; an item is rejected until something else is said of it."""

    def __init__(self, keys: Iterable[Mapping[str, Any]], **more: Any) -> None:
        """`keys` are the members that name each item; `more` is what a result has beside."""
        plain = {"status": "rejected", "repeats": None, "errors": (), "warnings": (), **more}
        self._rows: list[dict[str, Any]] = [{"index": index, **key, **plain} for index, key in enumerate(keys)]

    def refuse(self, index: int, errors: Sequence[FieldError]) -> None:
        """The item is not stored."""
        self._rows[index]["errors"] = [error.model_dump() for error in errors]

    def settle(self, index: int, outcome: Outcome, **more: Any) -> None:
        """The item was taken."""
        row = self._rows[index]
        row["status"] = outcome
        row |= more

    def warn(self, index: int, warning: FieldError) -> None:
        """The item was taken, and looks odd."""
        row = self._rows[index]
        row["warnings"] = [*row["warnings"], warning.model_dump()]

    def repeat(self, index: int, first: int) -> None:
        """The item was applied on top of the first of its key, and shares its fate."""
        before = self._rows[first]
        status = "rejected" if before["status"] == "rejected" else "repeated"
        self._rows[index] = before | {"index": index, "status": status, "repeats": first}

    def content(self) -> dict[str, Any]:
        """The answer: `{results}`."""
        return {"results": self._rows}
