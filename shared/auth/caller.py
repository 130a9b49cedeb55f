"""The dependency that every protected route has: the caller, checked for a scope."""

from typing import Any

from fastapi import Request, Security
from fastapi.openapi.models import HTTPBearer
from fastapi.security import SecurityScopes
from fastapi.security.base import SecurityBase

from shared.auth.principal import Principal
from shared.problems import ForbiddenError, UnauthorizedError

SCOPE_KEY = "zhuli.principal"


class _Caller(SecurityBase):
    """The dependency and the security scheme of the OpenAPI document in one: each costs its part of a request."""

    scheme_name = "ApiKey"
    model = HTTPBearer(bearerFormat="zhl_(live|test)_...", description="A key of your tenant")

    async def __call__(self, request: Request, security_scopes: SecurityScopes) -> Principal:
        principal: Principal | None = request.scope.get(SCOPE_KEY)
        if principal is None:
            raise UnauthorizedError(headers={"WWW-Authenticate": "Bearer"})
        missing = [scope for scope in security_scopes.scopes if scope not in principal.scopes]
        if missing:
            raise ForbiddenError(f"This operation needs the scope {missing[0]}.")
        return principal


_caller = _Caller()


def requires(*scopes: str) -> Any:
    """Route dependency: `Annotated[Principal, requires("ads:read")]`; without a scope any key will do.

    Raises UnauthorizedError without a principal and ForbiddenError without the scope; the scope
    also appears in the OpenAPI document.
    """
    return Security(_caller, scopes=scopes)
