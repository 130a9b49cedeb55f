"""How an endpoint asks the gateway for an actor who shall take something, before its transaction begins."""

from shared.assignees import ME, Assignee, Assignment, refused
from shared.auth import Principal
from shared.internal import InternalClient
from shared.texts import Text

_UNKNOWN = Text(en="Nobody active of this id, as /v1/actors has them", zh="/v1/actors 中没有该编号的在用操作者")


class Actors:
    """Asks the gateway for actors. Raises httpx.HTTPError when it cannot answer."""

    def __init__(self, internal: InternalClient) -> None:
        self._internal = internal

    def active(self, tenant_id: str, actor_id: str) -> Assignee | None:
        """An actor who can take something; None if there is none of this id, or it is deactivated."""
        found = self._internal.get("/internal/actors", tenant_id=tenant_id, actor_id=actor_id)["items"]
        for item in found:
            sellers = item["seller_ids"]
            return Assignee(item["actor_id"], None if sellers is None else frozenset(sellers))
        return None


def require_active(actors: Actors, principal: Principal, given: Assignment) -> Assignee | None:
    """Who shall take it, None for nobody. Raises AssigneeUnknownError. Asks the gateway: before a transaction."""
    if given.assignee is None:
        return None
    found = actors.active(principal.tenant_id, principal.actor_id if given.assignee == ME else given.assignee)
    if found is None:
        raise refused(_UNKNOWN)
    return found
