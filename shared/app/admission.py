"""Who may send a body is known before it is read: the caller, the scopes, then what the headers say of the body.

The framework reads a body before it asks who sent it. So a request that has one is matched here first, by the same
routes; whatever has none costs nothing more.
"""

from collections.abc import Sequence

from fastapi import FastAPI
from fastapi.params import Form
from fastapi.routing import APIRoute
from starlette.types import Scope

from shared.app.incoming import Incoming
from shared.app.routes import Heads, scopes_of
from shared.auth.caller import Caller
from shared.problems import Problem


class Admission:
    """Asks the callers of all routes of an app; built after the last route."""

    def __init__(self, app: FastAPI) -> None:
        self._heads = Heads(app.routes, lambda routes: [_Door(route) for route in routes])

    def refusal(self, scope: Scope, incoming: Incoming) -> Problem | None:
        """Why the body of this request is not read; None where it may be, and where no route is found."""
        doors: Sequence[_Door] = self._heads.find(scope["path"]) or ()
        for door in doors:
            if door.is_for(scope):
                try:
                    door.admit(scope)
                except Problem as problem:
                    scope["route"] = door.route
                    return problem
                return incoming.refusal(takes_forms=door.takes_forms)
        return incoming.refusal()


class _Door:
    def __init__(self, route: APIRoute) -> None:
        self.route = route
        dependant = route.dependant
        self._callers = [(e.call, scopes_of(e)) for e in dependant.dependencies if isinstance(e.call, Caller)]
        body = route.body_field
        self.takes_forms = body is not None and isinstance(body.field_info, Form)

    def is_for(self, scope: Scope) -> bool:
        return scope["method"] in (self.route.methods or ()) and bool(self.route.path_regex.match(scope["path"]))

    def admit(self, scope: Scope) -> None:
        """Raises UnauthorizedError, ForbiddenError and LimitedKeyError."""
        for caller, scopes in self._callers:
            caller.admit(scope, scopes)
