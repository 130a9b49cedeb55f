"""The services as one program: one ASGI app that hands each request to the service it belongs to.

Routes carry their full path, so that a service also runs alone; nothing is mounted or rewritten here.
"""

from collections.abc import Mapping

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.app.lifespan import live


def compose(apps: Mapping[str, FastAPI], gateway: FastAPI) -> ASGIApp:
    """Serve `apps` at their prefixes, such as `/v1/ads`, and everything else from the gateway.

    What only our own programs ask a service for lies beside it, at `/internal/ads`.

    The lifespan of every app is entered at the start and left in reverse; the first that fails ends
    the start.
    """
    by_prefix = {
        f"{place}/": app for prefix, app in apps.items() for place in (prefix, prefix.replace("/v1/", "/internal/"))
    }
    members = [gateway, *apps.values()]

    async def composed(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await live(members, receive, send)
            return
        await _member_at(by_prefix, scope["path"], gateway)(scope, receive, send)

    return composed


def _member_at(by_prefix: Mapping[str, FastAPI], path: str, gateway: FastAPI) -> FastAPI:
    place = f"{path}/"
    return next((app for prefix, app in by_prefix.items() if place.startswith(prefix)), gateway)
