"""Tokens that say where the next page of a list begins."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import astuple, dataclass

STATES = ("ENABLED", "PAUSED", "ARCHIVED")


@dataclass(frozen=True, slots=True)
class Page:
    """A slice of the campaigns that are in one of `states`."""

    offset: int
    size: int
    states: Sequence[str]


def token_of(page: Page) -> str:
    """The page as a `nextToken`."""
    return urlsafe_b64encode(json.dumps(astuple(page)).encode()).decode()


def page_of(token: str) -> Page:
    """The page that a `nextToken` stands for. Raises ValueError when it is none of ours."""
    try:
        offset, size, states = json.loads(urlsafe_b64decode(token.encode("ascii")))
    except (ValueError, TypeError) as error:
        raise ValueError("nextToken is invalid") from error
    well_formed = type(offset) is int and type(size) is int and isinstance(states, list)
    if not (well_formed and offset >= 0 and size >= 1 and set(map(str, states)) <= set(STATES)):
        raise ValueError("nextToken is invalid")
    return Page(offset, size, states)
