"""The routes of one service: one flat list, searched by the fixed head of a path.

FastAPI keeps an included router as a branch of its own and tries the pattern of every route of every branch,
those of the branch it finds twice. Measured with the 24 routes of ads: 62 us a request, against 3 us here.
"""

from collections.abc import Callable, Iterable, Sequence
from inspect import iscoroutinefunction, signature
from typing import Generic, TypeVar, get_origin

from fastapi import APIRouter, Depends, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import get_flat_params
from fastapi.params import ParamTypes
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute
from starlette.types import Receive, Scope, Send

from shared.app.places import Places
from shared.problems import InvalidRequestError, field_error
from shared.texts import Text

_ONCE = Text(en="May be given once", zh="只能填写一次")
T = TypeVar("T")
_COPIED = signature(APIRouter.add_api_route).parameters.keys() - {"self"}


def add_routes(app: FastAPI, routers: Iterable[APIRouter], places: Places | None = None) -> None:
    """Add the routes of all routers to the app itself, with what it gives to every route; called once.

    Synchronous endpoints, which take a thread, take one of the `places` before.
    """
    for router in routers:
        for route in router.routes:
            given = {name: getattr(route, name) for name in _COPIED if hasattr(route, name)}
            if places and not iscoroutinefunction(given["endpoint"]):
                given["dependencies"] = [*given["dependencies"], Depends(places.take)]
            app.router.add_api_route(**given)
    app.router.middleware_stack = _ByHead(app.router)


class Heads(Generic[T]):
    """What is made of the routes whose fixed head a path begins with, those of shorter heads among them."""

    def __init__(self, routes: Sequence[BaseRoute], make: Callable[[list[APIRoute]], T]) -> None:
        own = [route for route in routes if isinstance(route, APIRoute)]
        # A route of a shorter head can match the paths of a longer one, too.
        self._by_head = {
            head: make([route for route in own if f"{head}/".startswith(f"{_head_of(route)}/")])
            for head in map(_head_of, own)
        }
        self._deepest = max(head.count("/") for head in self._by_head)

    def find(self, path: str) -> T | None:
        """What was made for the longest head of the path."""
        head = "/".join(path.split("/", self._deepest + 1)[: self._deepest + 1])
        while head and head not in self._by_head:
            head = head.rpartition("/")[0]
        return self._by_head.get(head)


class _ByHead:
    """Hands a request to the few routes whose fixed head its path begins with, and any other to the whole router."""

    def __init__(self, router: APIRouter) -> None:
        self._whole = router
        self._heads = Heads(router.routes, _Part)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; lifespan messages have no path. Raises InvalidRequestError."""
        part = self._heads.find(scope.get("path", ""))
        if part and b"&" in scope.get("query_string", b""):
            _refuse_repeated(scope["query_string"], part.single)
        await (part.router if part else self._whole).app(scope, receive, send)


class _Part:
    """Some routes as a router, without redirects: they would lead to whatever host and scheme the request claims."""

    def __init__(self, routes: list[APIRoute]) -> None:
        self.router = APIRouter(routes=list[BaseRoute](routes), redirect_slashes=False)
        self.single = _single_names(routes)


def _single_names(routes: Iterable[object]) -> frozenset[str]:
    """The query parameters of these routes that hold one value; those of a query model do not say where they are."""
    fields = [field for route in routes if isinstance(route, APIRoute) for field in get_flat_params(route.dependant)]
    return frozenset(
        field.alias
        for field in fields
        if getattr(field.field_info, "in_", ParamTypes.query) is ParamTypes.query
        and get_origin(field.field_info.annotation) not in (list, tuple)
    )


def _refuse_repeated(query: bytes, single: frozenset[str]) -> None:
    """The framework would take the last of two values, and drop the other without a word."""
    names = [part.partition(b"=")[0].decode("latin-1") for part in query.split(b"&")]
    if len(set(names)) == len(names):
        return
    repeated = sorted({name for name in names if name in single and names.count(name) > 1})
    if repeated:
        raise InvalidRequestError(
            errors=[field_error(name, "repeated", _ONCE, location="query") for name in repeated]
        )


def scopes_of(dependant: Dependant) -> list[str]:
    """The scopes that a dependency on a caller needs."""
    return list(dict.fromkeys([*(dependant.parent_oauth_scopes or ()), *(dependant.own_oauth_scopes or ())]))


def _head_of(route: APIRoute) -> str:
    """The path up to its first parameter: `/v1/ads/findings` of `/v1/ads/findings/{finding_id}/snooze`."""
    return route.path.partition("/{")[0]
