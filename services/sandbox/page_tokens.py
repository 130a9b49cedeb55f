"""Tokens that say where the next page of an answer begins; each holds for the query that it came from only."""

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode

from services.sandbox.refusals import invalid_input


def token_of(position: list[int], query: object) -> str:
    """The position as an opaque token."""
    text = json.dumps([*position, _fingerprint(query)])
    return urlsafe_b64encode(text.encode()).decode()


def position_of(token: str, query: object, length: int = 1) -> list[int]:
    """The `length` numbers of a token. Raises SellingPartnerRefusal (400) for one of another query, or none."""
    try:
        *position, fingerprint = json.loads(urlsafe_b64decode(token.encode("ascii")))
    except (ValueError, TypeError) as error:
        raise invalid_input("The page token is invalid.") from error
    numbers = len(position) == length and all(type(each) is int and each >= 0 for each in position)
    if not numbers or fingerprint != _fingerprint(query):
        raise invalid_input("The page token is invalid, or of another query.")
    return [int(each) for each in position]


def sealed(query: str, position: list[int]) -> str:
    """A token that brings its query along, for calls that take nothing else beside it."""
    return urlsafe_b64encode(json.dumps([query, position]).encode()).decode()


def opened(token: str, length: int = 1) -> tuple[str, list[int]]:
    """The query and the `length` numbers of a token. Raises SellingPartnerRefusal (400) when it is none of ours."""
    try:
        query, position = json.loads(urlsafe_b64decode(token.encode("ascii")))
        numbers = [int(each) for each in position]
    except (ValueError, TypeError) as error:
        raise invalid_input("The page token is invalid.") from error
    if not isinstance(query, str) or len(numbers) != length or min(numbers) < 0:
        raise invalid_input("The page token is invalid.")
    return query, numbers


def _fingerprint(query: object) -> str:
    return hashlib.sha256(repr(query).encode()).hexdigest()[:16]
