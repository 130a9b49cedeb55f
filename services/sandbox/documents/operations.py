"""Making links to documents, and checking them."""

from collections.abc import Mapping
from datetime import datetime

from services.sandbox.documents.rules import links
from services.sandbox.documents.rules.links import LinkState
from services.sandbox.refusals import LinkRefusal
from services.sandbox.settings import SandboxSettings


def link_to(settings: SandboxSettings, address: str, name: str, *, now: datetime) -> str:
    """The address with a signature that lets anybody in until it ends; `name` is what is signed."""
    return f"{address}?{links.query_of(name, now, settings.link_seconds, settings.key)}"


def require_link(settings: SandboxSettings, name: str, query: Mapping[str, str], *, now: datetime) -> None:
    """Raises LinkRefusal (403) unless a link's query was made here for this name, and lives."""
    state = links.state_of(name, query, settings.key, now)
    if state is LinkState.FORGED:
        raise LinkRefusal(403, "SignatureDoesNotMatch", "The signature does not match the one calculated here")
    if state is LinkState.EXPIRED:
        raise LinkRefusal(403, "AccessDenied", "Request has expired")


def no_such_document() -> LinkRefusal:
    """What the file store says of what is not there."""
    return LinkRefusal(404, "NoSuchKey", "The specified key does not exist.")
