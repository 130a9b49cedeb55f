"""Addresses at Amazon, and states that only the seller's own browser brings back; from values only."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from urllib.parse import urlencode

from shared.texts import Text

ADS_SCOPE = "advertising::campaign_management"


STATUSES = {
    "connected": Text("The account is connected; you may close this page.", "账户已连接，可以关闭此页面。"),
    "checking": Text(
        "The consent is kept and being checked; you may close this page.",
        "授权已保存并在核验中，可以关闭此页面。",
    ),
    "unproven": Text(
        "The consent is kept; an admin has to confirm whose it is.", "授权已保存，须由管理员确认其归属。"
    ),
    "denied": Text("No consent was given; nothing has changed.", "未获得授权，未作任何更改。"),
}
"""What a seller is told who comes back."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an authorization: a code, and a sentence in the language of the browser."""

    code: str
    sentence: str


def digest_of(state: str) -> str:
    """What is kept of a state: who reads the table cannot come back with it."""
    return sha256(state.encode()).hexdigest()


def address(page: str, query: Mapping[str, str]) -> str:
    """A page with its query."""
    return f"{page}?{urlencode(query)}"


def selling_partner_query(application_id: str, state: str, callback: str, *, is_draft: bool) -> dict[str, str]:
    """What Seller Central wants to know ("Website authorization workflow"); drafts are marked `version=beta`."""
    query = {"application_id": application_id, "state": state, "redirect_uri": callback}
    return query | ({"version": "beta"} if is_draft else {})


def ads_query(client_id: str, state: str, callback: str) -> dict[str, str]:
    """The same for the Ads API ("Create an authorization grant")."""
    return {
        "client_id": client_id,
        "scope": ADS_SCOPE,
        "response_type": "code",
        "redirect_uri": callback,
        "state": state,
    }


def page_of(outcome: Outcome) -> str:
    """A page of our own: nothing but the sentence."""
    return (
        '<!doctype html><html><head><meta charset="utf-8"><title>Zhuli</title></head>'
        f'<body data-outcome="{escape(outcome.code)}"><p>{escape(outcome.sentence)}</p></body></html>'
    )
