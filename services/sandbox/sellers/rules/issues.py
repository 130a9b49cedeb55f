"""What Amazon objects to in a listing, in the words of the Listings Items API."""

from dataclasses import dataclass
from datetime import datetime

from services.sandbox.sellers.rules import causes, days
from services.sandbox.sellers.rules.causes import Cause


@dataclass(frozen=True, slots=True)
class Issue:
    """One issue; `action` is the enforcement, None where Amazon only says so."""

    code: str
    message: str
    severity: str
    attribute: str
    category: str
    action: str | None = None


ISSUES = {
    Cause.SUPPRESSED: Issue(
        "8572",
        "The product identifier does not match the brand that it is registered for.",
        "ERROR",
        "externally_assigned_product_identifier",
        "INVALID_ATTRIBUTE",
        "LISTING_SUPPRESSED",
    ),
    Cause.SEARCH_SUPPRESSED: Issue(
        "18027",
        "The main image is not on a white background.",
        "ERROR",
        "main_product_image_locator",
        "INVALID_IMAGE",
        "SEARCH_SUPPRESSED",
    ),
    Cause.REMOVED: Issue(
        "5461",
        "The product needs an approval that this account does not have.",
        "ERROR",
        "brand",
        "QUALIFICATION_REQUIRED",
        "CATALOG_ITEM_REMOVED",
    ),
    Cause.ISSUE_ERROR: Issue(
        "90057", "The value of 'color' is not accepted in this store.", "ERROR", "color", "INVALID_ATTRIBUTE"
    ),
    Cause.ISSUE_WARNING: Issue(
        "99010", "'warranty_description' is recommended.", "WARNING", "warranty_description", "MISSING_ATTRIBUTE"
    ),
}
_UNSOLD = frozenset({Cause.SUPPRESSED, Cause.REMOVED, Cause.STRANDED})


def turn_of(cause: Cause, number: int, day: int) -> int:
    """How many days of its period a listing has behind it at the start of a day."""
    flow = causes.flow_of(cause)
    return (day + flow.spacing * number) % flow.period


def is_on(cause: Cause, number: int, day: int) -> bool:
    """Whether a problem is there on a day; those that do not come and go always are."""
    return not causes.comes_and_goes(cause) or turn_of(cause, number, day) >= causes.PROBLEM_DAYS


def began_at(cause: Cause, number: int, day: int, zone: str) -> datetime:
    """When a problem that comes and goes last began or ended, seen from a day."""
    since = turn_of(cause, number, day) % causes.PROBLEM_DAYS
    return days.day_of(day - since, zone).begin


def issues_of(cause: Cause, number: int, day: int) -> list[Issue]:
    """What Amazon objects to on a day."""
    return [ISSUES[cause]] if cause in ISSUES and is_on(cause, number, day) else []


def statuses_of(cause: Cause, number: int, day: int, *, in_stock: bool) -> list[str]:
    """Whether shoppers can buy the listing, and find it."""
    if cause in _UNSOLD and is_on(cause, number, day):
        return []
    found = not (cause is Cause.SEARCH_SUPPRESSED and is_on(cause, number, day))
    return ["BUYABLE"] * in_stock + ["DISCOVERABLE"] * found
