"""The dependency that every protected route has: the caller, checked for a scope."""

from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import Request, Security
from fastapi.openapi.models import HTTPBearer
from fastapi.security import SecurityScopes
from fastapi.security.base import SecurityBase

from shared.auth.principal import Principal
from shared.problems import ForbiddenError, Problem, UnauthorizedError
from shared.texts import Text

_SCOPE = Text(
    en="This operation needs the scope {scope}; an admin makes a key that has it (POST /v1/api-keys).",
    zh="此操作需要权限 {scope}；请管理员创建具备该权限的密钥（POST /v1/api-keys）。",
)
KEY_MISSING = Text(
    en="Send your key in the header `Authorization: Bearer zhl_live_...` (or zhl_test_...)",
    zh="请在请求头 `Authorization: Bearer zhl_live_...`（或 zhl_test_...）中发送密钥",
)
SCOPE_KEY = "zhuli.principal"


class LimitedKeyError(Problem):
    """What belongs to the whole tenant is not for a key that is limited to some of its seller accounts."""

    code, status = "key-limited", 403
    title = Text(
        en="The key is limited to some seller accounts, and this concerns all of them",
        zh="该密钥仅限部分卖家账户，而此操作涉及全部账户",
    )


class Caller(SecurityBase):
    """The dependency and the security scheme of the OpenAPI document in one: each costs its part of a request."""

    scheme_name = "ApiKey"
    model = HTTPBearer(bearerFormat="zhl_(live|test)_...", description="A key of your tenant")

    async def __call__(self, request: Request, security_scopes: SecurityScopes) -> Principal:
        """As a dependency."""
        return self.admit(request.scope, security_scopes.scopes)

    def admit(self, scope: Mapping[str, Any], needed: Iterable[str]) -> Principal:
        """Who sent the request of this ASGI scope. Raises as `requires` says."""
        principal: Principal | None = scope.get(SCOPE_KEY)
        if principal is None:
            raise UnauthorizedError("missing", KEY_MISSING)
        for each in needed:
            if each not in principal.scopes:
                raise ForbiddenError(_SCOPE.filled(scope=each))
        return principal


class _CallerForAll(Caller):
    def admit(self, scope: Mapping[str, Any], needed: Iterable[str]) -> Principal:
        principal = super().admit(scope, needed)
        if principal.seller_ids is not None:
            raise LimitedKeyError
        return principal


_caller, _caller_for_all = Caller(), _CallerForAll()


def requires(*scopes: str, whole_tenant: bool = False) -> Any:
    """Route dependency: `Annotated[Principal, requires("ads:read")]`; without a scope any key will do.

    Raises UnauthorizedError without a principal and ForbiddenError without the scope, which also appears in the
    OpenAPI document; with `whole_tenant` LimitedKeyError for a caller limited to some seller accounts.
    """
    return Security(_caller_for_all if whole_tenant else _caller, scopes=scopes)
