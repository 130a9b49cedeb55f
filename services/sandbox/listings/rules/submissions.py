"""Puts and patches: what Amazon says against them, and what they change."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from services.sandbox.listings.rules.items import price_of
from services.sandbox.sellers.rules import gtins
from services.sandbox.sellers.rules.issues import Issue
from services.sandbox.sellers.rules.product_types import ATTRIBUTES, REQUIRED

Values = list[dict[str, Any]]
_PREFIX = "/attributes/"
_GTIN_LENGTHS = (8, 12, 13, 14)
_MOST_UNITS = 1_000_000


def changes_of_put(submitted: Mapping[str, Any], held: Iterable[str]) -> dict[str, Values | None]:
    """A put replaces everything: what it does not name is taken away, stock apart."""
    gone = dict.fromkeys(name for name in held if name != "fulfillment_availability")
    return gone | dict(submitted)


def changes_of_patches(patches: Sequence[Mapping[str, Any]], held: Mapping[str, Values]) -> dict[str, Values | None]:
    """What patches leave of the attributes that they touch. Raises ValueError when one cannot be applied."""
    changes: dict[str, Values | None] = {}
    for patch in patches:
        name = str(patch["path"]).removeprefix(_PREFIX)
        if not str(patch["path"]).startswith(_PREFIX) or "/" in name or not name:
            raise ValueError(f"path must be {_PREFIX}<attribute>")
        if patch["op"] == "delete":
            changes[name] = None
            continue
        if not patch.get("value"):
            raise ValueError(f"{patch['op']} needs a value")
        before = changes[name] if name in changes else held.get(name)
        changes[name] = _merged(before or [], patch["value"]) if patch["op"] == "merge" else list(patch["value"])
    return changes


def issues_of_listing(attributes: Mapping[str, Any], requirements: str) -> list[Issue]:
    """What is wrong with a whole listing: missing attributes, then each of those given."""
    missing = [_missing(name) for name in REQUIRED[requirements] if not attributes.get(name)]
    return missing + issues_of_changes(attributes)


def issues_of_changes(attributes: Mapping[str, Any]) -> list[Issue]:
    """What is wrong with single attributes; None takes an attribute away."""
    found = []
    for name, values in attributes.items():
        if values is None:
            if name in REQUIRED["LISTING"]:
                found.append(_missing(name))
        elif name not in ATTRIBUTES:
            message = f"'{name[:60]}' is not an attribute of this product type and was ignored."
            found.append(Issue("99022", message, "WARNING", name[:60], "INVALID_ATTRIBUTE"))
        else:
            found += _issues_of_values(name, values)
    return found


def _issues_of_values(name: str, values: Any) -> list[Issue]:
    attribute = ATTRIBUTES[name]
    if not isinstance(values, list) or not values or not all(isinstance(each, dict) for each in values):
        return [_invalid(name, "must be a list of objects")]
    found = []
    if name == "purchasable_offer" and price_of({name: values}) is None:
        return [_invalid(name, "needs 'our_price' with a schedule")]
    if name == "fulfillment_availability" and not all(map(_is_quantity, values)):
        found.append(_invalid(name, "has a quantity that is not accepted"))
    if len(values) > attribute.most:
        found.append(_invalid(name, f"may have {attribute.most} values at most"))
    for each in (value.get(attribute.member) for value in values):
        if each is None or each == "":
            found.append(_invalid(name, f"needs '{attribute.member}'"))
        elif attribute.longest and len(str(each)) > attribute.longest:
            found.append(_invalid(name, f"may have {attribute.longest} characters at most"))
        elif attribute.values and each not in attribute.values:
            found.append(_invalid(name, "has a value that is not accepted"))
        elif name == "externally_assigned_product_identifier" and not _is_gtin(str(each)):
            found.append(_invalid(name, "is no valid product identifier"))
    return found


def _is_quantity(value: Mapping[str, Any]) -> bool:
    quantity = value.get("quantity", 0)
    return isinstance(quantity, int) and 0 <= quantity <= _MOST_UNITS


def _is_gtin(code: str) -> bool:
    digits = code.isascii() and code.isdigit() and len(code) in _GTIN_LENGTHS
    return digits and gtins.check_digit(code[:-1]) == code[-1]


def _missing(name: str) -> Issue:
    return Issue("90220", f"'{name}' is required but not supplied.", "ERROR", name, "MISSING_ATTRIBUTE")


def _invalid(name: str, reason: str) -> Issue:
    category = {"purchasable_offer": "INVALID_PRICE", "main_product_image_locator": "INVALID_IMAGE"}
    return Issue("90225", f"'{name}' {reason}.", "ERROR", name, category.get(name, "INVALID_ATTRIBUTE"))


def _merged(before: Values, given: Values) -> Values:
    """Members given over those held, value by value of the same marketplace and channel."""
    merged = [dict(each) for each in before]
    for value in given:
        match = next((each for each in merged if _selector(each) == _selector(value)), None)
        if match is None:
            merged.append(dict(value))
        else:
            match.update(value)
    return merged


def _selector(value: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(value.get(name) for name in ("marketplace_id", "fulfillment_channel_code", "audience"))
