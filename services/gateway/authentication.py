"""From an API key to a signed principal, for every request that comes from outside.

The layer lies around the composed services: whatever a caller claims to be is removed, and only a key
makes a principal. Behind a proxy the same answer is given to its `auth_request` at /internal/authenticate: the
signed principal in one header; or, in another, the problem document that the proxy hands to the caller, since nginx
keeps a refusal's status and headers and drops its body.
"""

import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from urllib.parse import unquote

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from services.gateway.addresses import Addresses
from services.gateway.callers import operations
from shared.app import failures
from shared.app.lanes import Flights, Lane
from shared.auth import api_keys
from shared.auth.caller import KEY_MISSING
from shared.auth.principal import ON_BEHALF_OF
from shared.auth.tokens import HEADER, Signer
from shared.db import Database
from shared.problems import Problem, UnauthorizedError
from shared.texts import Text

_ALIVE = "/livez"
"""How the paths end that a supervisor asks again and again: who answers there needs nothing."""

AUTHENTICATE_PATH = "/internal/authenticate"
REFUSAL = "x-zhuli-problem"
TARGET = b"x-zhuli-target"
"""What the proxy was asked for, as a caller wrote it: it only comes back in the problem document."""

_REMEMBERED_SECONDS = 1.5
"""A revoked key works on for this long, and 3 seconds more behind a proxy that keeps our answer."""

_REMEMBERED_KEYS = 10_000
_THREADS, _LOOK_UP_SECONDS = 8, 1.5
_PRINCIPAL = HEADER.encode()
_ON_BEHALF_OF = ON_BEHALF_OF.lower().encode()
_REPEATED = Text(en="Send the header `Authorization` once", zh="请求头 `Authorization` 只能发送一次")
_SCHEME = Text(
    en="Write `Bearer` and a blank before the key: `Authorization: Bearer zhl_live_...` (or zhl_test_...)",
    zh="请在密钥前写 `Bearer` 和一个空格：`Authorization: Bearer zhl_live_...`（或 zhl_test_...）",
)
_FORM = Text(
    en="This is not a whole key. One begins with zhl_live_ or zhl_test_ and has 56 characters: copy it again",
    zh="密钥不完整。密钥以 zhl_live_ 或 zhl_test_ 开头，共 56 个字符：请重新复制",
)
_UNUSABLE = Text(
    en="This key does not work here: it is unknown, revoked or expired. An admin makes a new one (POST /v1/api-keys)",
    zh="此密钥不可用：不存在、已吊销或已过期。请管理员创建新密钥（POST /v1/api-keys）",
)


@dataclass(frozen=True, slots=True)
class Pass:
    """What a working key is given: the signed principal."""

    token: bytes
    until: float


class Authenticator:
    """Looks keys up and signs what they stand for; remembers working keys for a moment.

    A key is looked up in a thread of these look-ups' own, once for all requests that come with it meanwhile: no lock
    and no server keeps the event loop, and what waits elsewhere keeps nobody from being known.
    """

    def __init__(self, database: Database, *, signer: Signer, pepper: bytes, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._signer = signer
        self._pepper = pepper
        self._clock = clock
        self._known: dict[bytes, Pass] = {}
        self._lane = Lane(_THREADS, _LOOK_UP_SECONDS)
        self._under_way: Flights[Pass | None] = Flights()

    async def admit(
        self, authorization: bytes, on_behalf_of: bytes | None = None, *, check_stranger: Callable[[], object]
    ) -> Pass | None:
        """The pass for the value of an `Authorization` header, or None when it holds no working key.

        `check_stranger` is called before a key is looked up that has not worked here lately, and may refuse to.
        Raises what `operations.act_for` raises, where the id of an actor to act for is given, and DATABASE_AWAY.
        """
        now = self._clock()
        # No header holds a line feed, so two pairs are never one text.
        asked = authorization if on_behalf_of is None else authorization + b"\n" + on_behalf_of
        digest = hmac.digest(self._pepper, asked, "sha256")
        known = self._known.get(digest)
        if known is not None and 0 <= known.until - now.timestamp() <= _REMEMBERED_SECONDS:
            return known
        kind, text = _parts(authorization)
        if kind != "bearer" or api_keys.parse(text) is None:
            return None
        if known is None:
            check_stranger()
        person = None if on_behalf_of is None else on_behalf_of.decode("latin-1")
        look_up = partial(self._find, text, person, now)
        found = await self._under_way.join(digest, partial(self._lane.run, look_up))
        self._remember(digest, found)
        return found

    def close(self) -> None:
        """Close the connections."""
        self._database.dispose()

    def _find(self, text: str, person: str | None, now: datetime) -> Pass | None:
        with self._database.read() as session:
            principal = operations.find_principal(session, text, pepper=self._pepper, now=now)
            if principal is None:
                return None
            if person is not None:
                principal = operations.act_for(session, principal, person)
        token = self._signer.sign(principal, now=now).encode()
        return Pass(token, now.timestamp() + _REMEMBERED_SECONDS)

    def _remember(self, digest: bytes, found: Pass | None) -> None:
        if found is None:
            self._known.pop(digest, None)
            return
        if len(self._known) >= _REMEMBERED_KEYS:
            self._known.clear()
        self._known[digest] = found


class Authenticate:
    """The ASGI layer: no key passes as anonymous, a key that does not work is refused; both count for the address.

    Services call /internal/ with principals that they sign themselves, so only there one may come in.
    """

    def __init__(self, app: ASGIApp, authenticator: Authenticator, addresses: Addresses) -> None:
        self._app = app
        self._authenticator = authenticator
        self._addresses = addresses

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; the end of the program closes the look-ups."""
        if scope["type"] == "http":
            await self._serve(scope, receive, send)
            return
        try:
            await self._app(scope, receive, send)
        finally:
            if scope["type"] == "lifespan":
                self._authenticator.close()

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = scope["path"] == AUTHENTICATE_PATH
        if scope["path"].startswith("/internal/") and not asked:
            await self._app(scope, receive, send)
            return
        headers = [(name, value) for name, value in scope["headers"] if name != _PRINCIPAL]
        given = [value for name, value in headers if name == b"authorization"]
        try:
            persons = [value for name, value in headers if name == _ON_BEHALF_OF]
            admitted = await self._admitted(scope, given, persons)
            if admitted is None and not scope["path"].endswith(_ALIVE):
                self._addresses.spend(self._addresses.of(scope))
            if (given or asked) and admitted is None:
                raise _refusal(given)
        except failures.DATABASE_AWAY as error:
            await _render(failures.database_away(error), scope)(scope, receive, send)
            return
        except Problem as problem:
            await _render(problem, scope)(scope, receive, send)
            return
        if asked and admitted:
            answer = Response(headers={HEADER: admitted.token.decode()})
            await answer(scope, receive, send)
            return
        scope["headers"] = [*headers, (_PRINCIPAL, admitted.token)] if admitted else headers
        await self._app(scope, receive, send)

    async def _admitted(self, scope: Scope, given: list[bytes], on_behalf_of: list[bytes]) -> Pass | None:
        if len(given) != 1:
            return None
        if len(on_behalf_of) > 1:
            raise operations.ActorUnknownError
        return await self._authenticator.admit(
            given[0], *on_behalf_of, check_stranger=lambda: self._addresses.check(self._addresses.of(scope))
        )


def _render(problem: Problem, scope: Scope) -> Response:
    """The problem as an answer; to a proxy as one about what it was asked for, and in a header, too."""
    if scope["path"] != AUTHENTICATE_PATH:
        return failures.render(problem, scope)
    target = next((value for name, value in scope["headers"] if name == TARGET), b"").decode("latin-1")
    answer = failures.render(problem, {**scope, "path": unquote(target.partition("?")[0])})
    scope[failures.REASON_KEY] = problem.code
    # ASCII without line ends, which any header may hold.
    answer.headers[REFUSAL] = json.dumps(json.loads(bytes(answer.body)), separators=(",", ":"))
    return answer


def _parts(authorization: bytes) -> tuple[str, str]:
    """The scheme in lower case, and the key; blanks around a key come from copying it."""
    kind, _, text = authorization.decode("latin-1").partition(" ")
    return kind.lower(), text.strip(" \t")


def _refusal(given: list[bytes]) -> UnauthorizedError:
    """What is wrong with the headers that were given; nothing that only a look-up tells."""
    if not given:
        return UnauthorizedError("missing", KEY_MISSING)
    if len(given) > 1:
        return UnauthorizedError("repeated", _REPEATED)
    kind, text = _parts(given[0])
    if kind != "bearer":
        return UnauthorizedError("scheme", _SCHEME)
    known = api_keys.parse(text) is not None
    return UnauthorizedError("refused", _UNUSABLE) if known else UnauthorizedError("form", _FORM)
