"""The dependency that every protected route has: the caller, checked for a scope."""

from typing import Annotated, Any

from fastapi import Depends, Request, Security
from fastapi.security import HTTPBearer, SecurityScopes

from shared.auth.principal import Principal
from shared.problems import ForbiddenError, UnauthorizedError

SCOPE_KEY = "zhuli.principal"
_bearer = HTTPBearer(
    scheme_name="ApiKey",
    bearerFormat="zhl_(live|test)_...",
    description="A key of your tenant",
    auto_error=False,
)


async def _caller(
    request: Request, security_scopes: SecurityScopes, _declared: Annotated[Any, Depends(_bearer)]
) -> Principal:
    principal: Principal | None = request.scope.get(SCOPE_KEY)
    if principal is None:
        raise UnauthorizedError(headers={"WWW-Authenticate": "Bearer"})
    missing = [scope for scope in security_scopes.scopes if scope not in principal.scopes]
    if missing:
        raise ForbiddenError(f"This operation needs the scope {missing[0]}.")
    return principal


def requires(*scopes: str) -> Any:
    """Route dependency: `Annotated[Principal, requires("ads:read")]`; without a scope any key will do.

    Raises UnauthorizedError without a principal and ForbiddenError without the scope; the scope
    also appears in the OpenAPI document.
    """
    return Security(_caller, scopes=scopes)
