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


def _fingerprint(query: object) -> str:
    return hashlib.sha256(repr(query).encode()).hexdigest()[:16]
