"""The layer inside each service that turns the signed principal into a verified one, and keeps its limits."""

from collections.abc import Callable
from datetime import datetime

from starlette.types import ASGIApp, Receive, Scope, Send

from shared.app import failures
from shared.app.envelope import ANSWER_HEADERS
from shared.app.limits import Limiter
from shared.auth.caller import SCOPE_KEY
from shared.auth.tokens import HEADER, TokenError, Verifier
from shared.problems import RateLimitedError, UnauthorizedError
from shared.texts import Text

_HEADER = HEADER.encode()
_TEST = (b"x-environment", b"test")
_UNVERIFIED = Text(
    en="The principal that the gateway signed cannot be verified: compare the keys and clocks of both machines",
    zh="无法验证网关签发的主体：请核对两端的密钥与时钟",
)


class Identity:
    """Verifies the principal itself (the gateway is not trusted blindly) and limits by its tenant."""

    def __init__(self, app: ASGIApp, *, verifier: Verifier, limiter: Limiter, clock: Callable[[], datetime]) -> None:
        self._app = app
        self._verifier = verifier
        self._limiter = limiter
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; a token that does not verify is refused, none at all passes as anonymous."""
        token = next((v for k, v in scope["headers"] if k == _HEADER), None) if scope["type"] == "http" else None
        if token is None:
            await self._app(scope, receive, send)
            return
        now = self._clock()
        try:
            principal = self._verifier.verify(token.decode("latin-1"), now=now)
        except TokenError:
            await failures.render(UnauthorizedError("principal", _UNVERIFIED), scope)(scope, receive, send)
            return
        scope[SCOPE_KEY] = principal
        if principal.kind == "service":
            await self._app(scope, receive, send)
            return
        if not principal.livemode:
            scope.setdefault(ANSWER_HEADERS, []).append(_TEST)
        try:
            verdict = await self._limiter.admit(principal.tenant_id, principal.key_id, scope["method"], now=now)
        except failures.DATABASE_AWAY as error:
            await failures.render(failures.database_away(error), scope)(scope, receive, send)
            return
        if not verdict.admitted:
            problem = RateLimitedError(headers=verdict.headers(), members=verdict.members())
            await failures.render(problem, scope)(scope, receive, send)
            return
        scope.setdefault(ANSWER_HEADERS, []).extend(verdict.lines())
        await self._app(scope, receive, send)
