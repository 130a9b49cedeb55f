"""Letting a seller consent."""

from datetime import datetime, timedelta

from services.sandbox.authorizations import rules
from services.sandbox.authorizations.schemas import ConsentQuery
from services.sandbox.refusals import Refusal
from services.sandbox.sellers.rules.plan import make_seller
from services.sandbox.settings import SandboxSettings
from services.sandbox.tokens.rules import CODE_SECONDS, Access, seal_code


def answer_consent(settings: SandboxSettings, query: ConsentQuery, *, is_ads: bool, now: datetime) -> str | None:
    """Where the seller's browser is sent back to; None until it is known who signs in. Raises Refusal (400)."""
    if query.redirect_uri not in settings.redirect_uris.split():
        raise Refusal(400, "The redirect_uri is not registered with the application", "text/plain")
    if (query.client_id if is_ads else query.application_id) != settings.client_id:
        raise Refusal(400, "Unknown application", "text/plain")
    if query.seed is None:
        return None
    if query.decision == "deny":
        return rules.address(query.redirect_uri, {"error": "access_denied", "state": query.state})
    ends_at = now + timedelta(seconds=CODE_SECONDS)
    code = seal_code(Access(query.seed, query.size, settings.client_id, ends_at.timestamp()), settings.key)
    if is_ads:
        return rules.address(query.redirect_uri, {"code": code, "scope": query.scope, "state": query.state})
    seller_id = make_seller(query.seed, query.size).seller_id
    answer = {"state": query.state, "selling_partner_id": seller_id, "spapi_oauth_code": code}
    return rules.address(query.redirect_uri, answer)
