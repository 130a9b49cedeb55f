"""`Idempotency-Key`: a repeated request gets the first answer again, byte for byte.

The key row is claimed as the first write of the request's own transaction, so that of two racing
requests one waits and then replays ("look up, then insert" gave false conflicts when measured). A
failed request leaves no row: it can be repeated. Keys live 7 days and belong to tenant, method and
path, and to the seller accounts that the caller is limited to.
"""

import functools
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Annotated, Any, BinaryIO, ParamSpec

import orjson
from fastapi import Depends, Header, Request, Response
from pydantic import BaseModel, BeforeValidator, SecretStr
from sqlalchemy import Connection, LargeBinary, and_, bindparam, column, delete, select, table, update
from sqlmodel import Field, Session, SQLModel
from starlette.datastructures import UploadFile

from shared.auth import Principal
from shared.db.columns import UtcDateTime
from shared.db.upserts import add_missing
from shared.fields import explained
from shared.problems import IDEMPOTENCY_KEY, Problem, UnsupportedMediaTypeError
from shared.texts import Text

LIFETIME = timedelta(days=7)
_PIECE_BYTES = 1024 * 1024


_FORM = explained(
    r"^[A-Za-z0-9_.:-]{8,255}$",
    en="8 to 255 letters, digits and _ . : -, of your choice, such as stock-2026-11-20",
    zh="8 至 255 位字母、数字及 _ . : -，由您自定，例如 stock-2026-11-20",
)


def _unquoted(value: Any) -> Any:
    """The quoted form of the header, which the draft of the IETF has, names the same key."""
    return value[1:-1] if isinstance(value, str) and value[:1] == value[-1:] == '"' else value


IdempotencyKey = Annotated[
    str | None,
    Header(
        alias=IDEMPOTENCY_KEY,
        pattern=_FORM,
        max_length=255,
        description="Repeat the request with the same key and get the same answer; kept for 7 days",
        examples=["connect-A1EXAMPLE-2026"],
    ),
    BeforeValidator(_unquoted),
]
RequiredIdempotencyKey = Annotated[
    str,
    Header(
        alias=IDEMPOTENCY_KEY,
        pattern=_FORM,
        max_length=255,
        description="Repeat the request with the same key and bytes, and get the same answer; kept for 7 days",
        examples=["stock-2026-11-20T12:00:00Z"],
    ),
    BeforeValidator(_unquoted),
]
"""For bulk and files, which nobody should send twice by accident; without: IdempotencyKeyMissingError."""


async def _read_body(request: Request) -> bytes:
    if request.headers.get("content-type", "").lower().startswith("multipart/"):
        raise UnsupportedMediaTypeError
    return await request.body()


RawBody = Annotated[bytes, Depends(_read_body)]
"""The own bytes of a request in JSON. They stand for the models read from them as the payload that a repetition
must equal: writing a thousand items down again takes as long as storing them."""

_KEPT_HEADERS = ("location", "etag", "content-type")
_PAYLOAD = (BaseModel, UploadFile, str, int, float, date)
_P = ParamSpec("_P")


class IdempotencyKeyReusedError(Problem):
    """The key was used before with another payload."""

    code, status = "idempotency-key-reused", 422
    title = Text(en="The idempotency key was used with another payload", zh="该幂等键已用于其他请求内容")
    hint = Text(
        en="Send a new Idempotency-Key for a new request; the old one repeats the old request only.",
        zh="新请求请使用新的 Idempotency-Key；旧键只用于重复原请求。",
    )


class IdempotentRequestMixin(SQLModel):
    """Columns of the table `idempotent_request` that every service has."""

    tenant_id: str = Field(primary_key=True, max_length=36)
    digest: str = Field(primary_key=True, max_length=64)
    fingerprint: str = Field(max_length=64)
    status: int | None = None
    headers: str | None = None
    body: bytes | None = Field(default=None, sa_type=LargeBinary)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)


_table = table(
    "idempotent_request",
    *(column(name) for name in ("tenant_id", "digest", "fingerprint", "status", "headers")),
    column("body", LargeBinary),
    column("expires_at", UtcDateTime),
)

_MINE = and_(*(_table.c[name] == bindparam(f"of_{name}") for name in ("tenant_id", "digest")))
_FORGET = delete(_table).where(_table.c.expires_at < bindparam("now", type_=UtcDateTime))
_KEPT = select(_table).where(_MINE)
_KEEP = update(_table).where(_MINE).values({name: bindparam(name) for name in ("status", "headers", "body")})
"""Made once: making a statement anew takes as long as running it."""


def idempotent(endpoint: Callable[_P, Response]) -> Callable[_P, Response]:
    """Decorate a synchronous endpoint that answers a Response.

    The endpoint takes (as keywords) `request`, `session`, `principal`, `now` and `idempotency_key`;
    its bodies, files and plain values make up the payload that a repetition must equal.
    """

    @functools.wraps(endpoint)
    def replaying(*args: _P.args, **given: _P.kwargs) -> Response:
        if given["idempotency_key"] is None:
            return endpoint(*args, **given)
        return _Claim(given).run(lambda: endpoint(*args, **given))

    return replaying


class _Claim:
    """One key of one request, inside the request's transaction."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        request: Request = given["request"]
        principal: Principal = given["principal"]
        self._session: Session = given["session"]
        self._now: datetime = given["now"]
        name = f"{request.method} {request.url.path} {given['idempotency_key']}"
        if principal.seller_ids is not None:
            # The kept answer may tell of accounts that another caller may know and this one may not.
            name += f" {' '.join(sorted(principal.seller_ids))}"
        self._identity = {"tenant_id": principal.tenant_id, "digest": sha256(name.encode()).hexdigest()}
        payload = {name: v for name, v in given.items() if isinstance(v, _PAYLOAD) and name != "now"}
        if "raw_body" in given:
            payload = {n: v for n, v in payload.items() if not isinstance(v, BaseModel)} | {"": given["raw_body"]}
        self._fingerprint = _fingerprint(payload)
        self._mine = {f"of_{name}": value for name, value in self._identity.items()}

    @property
    def _connection(self) -> Connection:
        return self._session.connection()

    def run(self, work: Callable[[], Response]) -> Response:
        if not self._claim():
            return self._replay()
        response = work()
        kept = {k: v for k, v in response.headers.items() if k in _KEPT_HEADERS}
        stored = {"status": response.status_code, "headers": orjson.dumps(kept).decode(), "body": response.body}
        self._session.flush()
        self._connection.execute(_KEEP, {**self._mine, **stored})
        return response

    def _claim(self) -> bool:
        self._connection.execute(_FORGET, {"now": self._now})
        row = self._identity | {"fingerprint": self._fingerprint, "expires_at": self._now + LIFETIME}
        return add_missing(self._session, _table, row)

    def _replay(self) -> Response:
        stored = self._connection.execute(_KEPT, self._mine).one()
        if stored.fingerprint != self._fingerprint:
            raise IdempotencyKeyReusedError
        headers = orjson.loads(stored.headers) | {"Idempotency-Replayed": "true"}
        return Response(stored.body, status_code=stored.status, headers=headers)


def _fingerprint(payload: Mapping[str, Any]) -> str:
    digest = sha256()
    for name in sorted(payload):
        digest.update(name.encode() + b"=" + _content(payload[name]) + b";")
    return digest.hexdigest()


def _content(value: Any) -> bytes:
    if isinstance(value, BaseModel):
        # A dump as JSON would mask secrets, and another secret is another payload.
        return repr(_revealed(value.model_dump())).encode()
    if isinstance(value, UploadFile):
        value.file.seek(0)
        content = _digest_of(value.file)
        value.file.seek(0)
        return content
    return value if isinstance(value, bytes) else repr(value).encode()


def _digest_of(file: BinaryIO) -> bytes:
    """Piece by piece: a file may have half a gigabyte."""
    digest = sha256()
    while piece := file.read(_PIECE_BYTES):
        digest.update(piece)
    return digest.digest()


def _revealed(value: Any) -> Any:
    """The value with the texts of its secrets; it is hashed and goes nowhere else."""
    match value:
        case SecretStr():
            return value.get_secret_value()
        case dict():
            return {name: _revealed(member) for name, member in value.items()}
        case list():
            return [_revealed(member) for member in value]
        case _:
            return value
