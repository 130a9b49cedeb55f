"""The two people of the demonstration, each with a key: an assistant of the simulated shop, and a manager."""

from collections.abc import Mapping
from typing import Any

from services.cli.demo import Client, content_of
from services.cli.installation import Installation
from services.gateway.actors.rules import ROLES
from shared.auth.keys import read_secret, write_secret
from shared.texts import Language

STAFF: Mapping[str, str] = {"assistant": "Li Wei", "manager": "Wang Fang"}
"""Their names, by their roles. Both are people of the test twin; the manager is of all its seller accounts."""


def staff_keys(installation: Installation, client: Client, seller_id: str, language: Language) -> dict[str, str]:
    """The personal key of each, made by the owner's `client` where they have none that works. Raises DemoError."""
    return {role: _key_of(installation, client, role, seller_id, language) for role in STAFF}


def _key_of(installation: Installation, client: Client, role: str, seller_id: str, language: Language) -> str:
    actor = _actor_of(client, role, seller_id, language)
    path = installation.data / f"{role}.key"
    if path.exists():
        key = read_secret(path)
        with Client(installation.url, key, language) as own:
            if own.http.get("/v1/me").status_code == 200:
                return key
        path.unlink()
    wanted = {"actor_id": actor["actor_id"], "name": "demo", "scopes": sorted(ROLES[role]), "livemode": False}
    made: str = content_of(client.http.post("/v1/api-keys", json=wanted))["api_key"]
    write_secret(path, made)
    return made


def _actor_of(client: Client, role: str, seller_id: str, language: Language) -> dict[str, Any]:
    """The person of a role; the assistant is also given this shop, when the demonstration runs with another one."""
    query = {"kind": "person", "active": "true", "limit": "200"}
    people = content_of(client.http.get("/v1/actors", params=query))["items"]
    known: dict[str, Any] | None = next(
        (each for each in people if (each["name"], each["roles"]) == (STAFF[role], [role])), None
    )
    if known is None:
        sellers = [seller_id] if role == "assistant" else None
        wanted = {"kind": "person", "name": STAFF[role], "language": language, "roles": [role], "seller_ids": sellers}
        return content_of(client.http.post("/v1/actors", json=wanted))
    if known["seller_ids"] is None or seller_id in known["seller_ids"]:
        return known
    more = {"seller_ids": [*known["seller_ids"], seller_id]}
    return content_of(client.http.patch(f"/v1/actors/{known['actor_id']}", json=more))
