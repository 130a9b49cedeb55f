"""Endpoints that are asked by the thousand, called without what the framework does around every endpoint.

An asynchronous endpoint that takes its caller, the request, texts of the path and the parameters of a list needs no
stack of contexts, no thread and no solver. The route is the framework's own and says all that is needed; whatever
is not plain in a request (a value that is wrong, a parameter given twice) goes to the framework, which tells what is
wrong. Measured for a route that does nothing: 9 us, against 55 us through its layers.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, get_args, get_origin
from urllib.parse import parse_qsl

from fastapi import FastAPI, Request, Response
from fastapi.datastructures import DefaultPlaceholder
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import get_flat_params
from fastapi.routing import APIRoute, serialize_response
from pydantic import BaseModel
from starlette.convertors import StringConvertor
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.app import failures
from shared.app.admission import Admission
from shared.app.incoming import INCOMING_KEY, Incoming
from shared.app.places import Places
from shared.app.routes import Heads, scopes_of
from shared.auth.caller import Caller

_OF_ANOTHER_ANSWER = ("include", "exclude", "exclude_unset", "exclude_defaults", "exclude_none")


class Direct:
    """Serves the direct routes of an app, and has the framework serve all others; built after the last route."""

    def __init__(self, app: FastAPI, places: Places) -> None:
        self._framework: ASGIApp = app.build_middleware_stack()
        self._places = places
        self._admission = Admission(app)
        endpoints = {id(route): endpoint_of(route) for route in app.routes if isinstance(route, APIRoute)}
        self._heads = Heads(
            app.routes, lambda routes: _Candidates([(route, endpoints[id(route)]) for route in routes])
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        incoming: Incoming | None = scope.get(INCOMING_KEY)
        if incoming and (problem := self._admission.refusal(scope, incoming)):
            await failures.render(problem, scope)(scope, receive, send)
            return
        is_plain = scope["type"] == "http" and not _is_repeated(scope["query_string"])
        candidates = self._heads.find(scope["path"]) if is_plain else None
        endpoint = candidates.choose(scope) if candidates else None
        answer = await endpoint.answer(scope, receive, send) if endpoint else None
        if answer:
            await answer(scope, receive, send)
            return
        try:
            await self._framework(scope, receive, send)
        finally:
            self._places.leave(scope)


@dataclass(frozen=True, slots=True)
class _Endpoint:
    """A route whose endpoint can be called at once, and where its values come from."""

    route: APIRoute
    callers: tuple[tuple[str | None, Caller, list[str]], ...]
    said: tuple[tuple[str | None, Callable[[], Any]], ...]
    texts: tuple[Any, ...]
    query: Any
    several: frozenset[str]
    request: str | None

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> Response | None:
        """The answer; None when the framework has to look at the request. Raises what nobody expects."""
        if self.said and scope["app"].dependency_overrides:  # tests say something else in place of it
            return None
        scope["route"] = self.route
        request = Request(scope, receive, send)
        try:
            values = await self._values(scope, request)
            return None if values is None else await self._called(values)
        except failures.EXPECTED as error:
            return failures.answer(request, error)

    async def _values(self, scope: Scope, request: Request) -> dict[str, Any] | None:
        values: dict[str | None, Any] = {name: caller.admit(scope, scopes) for name, caller, scopes in self.callers}
        for field in self.texts:
            values[field.name], errors = field.validate(scope["path_params"][field.alias])
            if errors:
                return None
        if self.query is not None:
            given = _parameters(scope["query_string"])
            if given is None:
                return None
            named: dict[str, Any] = {name: [v] if name in self.several else v for name, v in given.items()}
            values[self.query.name], errors = self.query.validate(named)
            if errors:
                return None
        for name, say in self.said:
            values[name] = await say()
        if self.request:
            values[self.request] = request
        return {name: value for name, value in values.items() if name is not None}

    async def _called(self, values: Mapping[str, Any]) -> Response:
        content = await self.route.endpoint(**values)
        if isinstance(content, Response):
            return content
        body = await serialize_response(field=self.route.response_field, response_content=content, dump_json=True)
        return Response(body, self.route.status_code or 200, media_type="application/json")


class _Candidates:
    """The routes of a head in their order, each with its direct endpoint if it has one."""

    def __init__(self, routes: list[tuple[APIRoute, _Endpoint | None]]) -> None:
        self._routes = [(route.path_regex.match, route.methods or (), endpoint) for route, endpoint in routes]
        self._has_direct = any(endpoint for _, endpoint in routes)

    def choose(self, scope: Scope) -> _Endpoint | None:
        """The direct endpoint of the first route of this path and method, its path's values put into the scope."""
        if self._has_direct:
            for match, methods, endpoint in self._routes:
                if scope["method"] in methods and (found := match(scope["path"])):
                    if endpoint:
                        scope["path_params"] = found.groupdict()
                    return endpoint
        return None


def _is_repeated(query: bytes) -> bool:
    """Whether a parameter stands in a query twice."""
    if b"&" not in query:
        return False
    names = [part.partition(b"=")[0] for part in query.split(b"&")]
    return len(set(names)) < len(names)


def _parameters(query: bytes) -> dict[str, str] | None:
    """The parameters of a query, None when one is there twice, written in two ways."""
    if not query:
        return {}
    pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    given = dict(pairs)
    return given if len(given) == len(pairs) else None


def endpoint_of(route: APIRoute) -> _Endpoint | None:
    """The route as a direct one, None where its endpoint needs more of the framework."""
    dependant = route.dependant
    callers = [each for each in dependant.dependencies if isinstance(each.call, Caller)]
    said = [each for each in dependant.dependencies if _says_without_asking(each)]
    if (
        not inspect.iscoroutinefunction(route.endpoint)
        or len(callers) + len(said) < len(dependant.dependencies)
        or _needs_more(dependant)
        or any(not isinstance(each, StringConvertor) for each in route.param_convertors.values())
        or not _is_answered_plainly(route)
        or not (dependant.query_params == [] or _is_query_model(dependant))
    ):
        return None
    return _Endpoint(
        route,
        tuple((each.name, each.call, scopes_of(each)) for each in callers if isinstance(each.call, Caller)),
        tuple((each.name, each.call) for each in said if each.call),
        tuple(dependant.path_params),
        dependant.query_params[0] if dependant.query_params else None,
        frozenset(each.alias for each in get_flat_params(dependant) if _is_of(each.field_info.annotation, tuple)),
        dependant.request_param_name,
    )


def _needs_more(dependant: Dependant) -> bool:
    """Whether it takes anything but its caller, the request, the path and the query."""
    return any(
        (
            *(dependant.header_params, dependant.cookie_params, dependant.body_params),
            *(dependant.response_param_name, dependant.background_tasks_param_name),
            *(dependant.http_connection_param_name, dependant.security_scopes_param_name),
        )
    )


def _says_without_asking(dependant: Dependant) -> bool:
    """Whether a dependency is a coroutine function without parameters."""
    return (
        inspect.iscoroutinefunction(dependant.call)
        and not inspect.signature(dependant.call).parameters
        and dependant.concurrency is None
    )


def _is_query_model(dependant: Dependant) -> bool:
    """Whether the query is one model, each of whose members holds one value or, as a tuple, several."""
    (field, *more) = dependant.query_params
    model = field.field_info.annotation
    if more or not (isinstance(model, type) and issubclass(model, BaseModel)):
        return False
    return not any(_is_of(member.field_info.annotation, list) for member in get_flat_params(dependant))


def _is_of(annotation: Any, kind: type) -> bool:
    return any(get_origin(part) is kind for part in (annotation, *get_args(annotation)))


def _is_answered_plainly(route: APIRoute) -> bool:
    """Whether what the endpoint gives is written as its type says, by the framework's usual class."""
    return (
        isinstance(route.response_class, DefaultPlaceholder)
        and route.response_model_by_alias
        and not any(getattr(route, f"response_model_{name}") for name in _OF_ANOTHER_ANSWER)
    )
