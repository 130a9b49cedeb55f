"""`Idempotency-Key`: a repeated request gets the first answer again, byte for byte.

The key row is claimed as the first write of the request's own transaction, so that of two racing
requests one waits and then replays ("look up, then insert" gave false conflicts when measured). A
failed request leaves no row: it can be repeated. Keys live 7 days and belong to tenant, method and
path, and to the seller accounts that the caller is limited to. Large answers are kept packed: a thousand results
have 200 kB, and 21 when packed, which takes less time than writing them.
"""

import functools
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Annotated, Any, BinaryIO, ParamSpec

import orjson
from fastapi import Depends, Header, Request, Response
from isal import isal_zlib
from pydantic import BaseModel, BeforeValidator, SecretStr
from sqlalchemy import (
    Column,
    Connection,
    LargeBinary,
    MetaData,
    Table,
    and_,
    bindparam,
    delete,
    literal_column,
    null,
    select,
    tuple_,
    update,
)
from sqlmodel import Field, Session, SQLModel
from starlette.datastructures import UploadFile

from shared.auth import Principal
from shared.db.columns import UtcDateTime
from shared.db.hot import HotWrite
from shared.db.upserts import INSERTS
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


_table = Table(
    "idempotent_request",
    MetaData(),
    *(Column(name) for name in ("tenant_id", "digest", "fingerprint", "status", "headers")),
    Column("body", LargeBinary),
    Column("expires_at", UtcDateTime),
)

_KEY = ("tenant_id", "digest")
_MINE = and_(*(_table.c[name] == bindparam(f"of_{name}") for name in _KEY))
_KEPT = select(_table).where(_MINE)
_kept = update(_table).where(_MINE).values({name: bindparam(name) for name in ("status", "headers", "body")})
_KEEP = HotWrite(lambda _dialect: _kept)

_PACKED_FROM, _PACKING = 1000, "content-encoding"
"""Bytes from which an answer is kept packed, and where among its kept headers that is told."""

_BATCH = 500


def _claim_of(dialect: str) -> Any:
    """The insert of a key, which gives a row back if the key is new or what it stood for has expired."""
    names = (*_KEY, "fingerprint", "expires_at")
    insert = INSERTS[dialect](_table).values({name: bindparam(name) for name in names})
    anew = {name: insert.excluded[name] for name in ("fingerprint", "expires_at")}
    expired = _table.c.expires_at < bindparam("now", type_=UtcDateTime)
    claim = insert.on_conflict_do_update(
        index_elements=_KEY, set_=anew | dict.fromkeys(("status", "headers", "body"), null()), where=expired
    )
    return claim.returning(literal_column("1"))


_CLAIM = HotWrite(_claim_of)
"""The first of two racing requests has a row back; the second waits for it, and has none."""


def forget_expired(session: Session, *, now: datetime) -> int:
    """Delete a batch of the answers that are kept no longer; how many."""
    old = select(*(_table.c[name] for name in _KEY)).where(_table.c.expires_at < now).limit(_BATCH)
    keys = [tuple(row) for row in session.connection().execute(old)]
    if keys:
        session.connection().execute(delete(_table).where(tuple_(*(_table.c[name] for name in _KEY)).in_(keys)))
    return len(keys)


def idempotent(endpoint: Callable[_P, Response]) -> Callable[_P, Response]:
    """Decorate a synchronous endpoint that answers a Response.

    The endpoint takes (as keywords) `request`, `session`, `principal`, `now` and `idempotency_key`;
    its bodies, files and plain values make up the payload that a repetition must equal.
    """

    @functools.wraps(endpoint)
    def replaying(*args: _P.args, **given: _P.kwargs) -> Response:
        named: dict[str, Any] = dict(given)
        if named["idempotency_key"] is None:
            return endpoint(*args, **given)
        payload = {name: v for name, v in named.items() if isinstance(v, _PAYLOAD) and name != "now"}
        once = Once(named["request"], named["principal"], named["idempotency_key"], payload, now=named["now"])
        return once.run(named["session"], lambda: endpoint(*args, **given))

    return replaying


class Once:
    """One key of one request: `payload` are the values that a repetition must equal."""

    def __init__(
        self, request: Request, principal: Principal, key: str, payload: Mapping[str, Any], *, now: datetime
    ) -> None:
        name = f"{request.method} {request.url.path} {key}"
        if principal.seller_ids is not None:
            # The kept answer may tell of accounts that another caller may know and this one may not.
            name += f" {' '.join(sorted(principal.seller_ids))}"
        self._now = now
        self._identity = {"tenant_id": principal.tenant_id, "digest": sha256(name.encode()).hexdigest()}
        self._fingerprint = _fingerprint({**payload, "idempotency_key": key})
        self._mine = {f"of_{name}": value for name, value in self._identity.items()}

    def run(self, session: Session, work: Callable[[], Response]) -> Response:
        """The answer of `work`, kept with what it writes in this transaction; or the one that is kept already.

        Raises IdempotencyKeyReusedError.
        """
        connection = session.connection()
        if not self._claim(connection):
            return self._replay(connection)
        response = work()
        kept = {k: v for k, v in response.headers.items() if k in _KEPT_HEADERS}
        body = bytes(response.body)
        if len(body) >= _PACKED_FROM:
            kept[_PACKING], body = "deflate", isal_zlib.compress(body, 1)
        stored = {"status": response.status_code, "headers": orjson.dumps(kept).decode(), "body": body}
        session.flush()
        _KEEP.within(connection, {**self._mine, **stored})
        return response

    def _claim(self, connection: Connection) -> bool:
        row = {"fingerprint": self._fingerprint, "expires_at": self._now + LIFETIME, "now": self._now}
        return bool(_CLAIM.within(connection, self._identity | row))

    def _replay(self, connection: Connection) -> Response:
        stored = connection.execute(_KEPT, self._mine).one()
        if stored.fingerprint != self._fingerprint:
            raise IdempotencyKeyReusedError
        headers = orjson.loads(stored.headers) | {"Idempotency-Replayed": "true"}
        is_packed = headers.pop(_PACKING, None) is not None
        body = isal_zlib.decompress(stored.body) if is_packed else stored.body
        return Response(body, status_code=stored.status, headers=headers)


def _fingerprint(payload: Mapping[str, Any]) -> str:
    digest = sha256()
    for name in sorted(payload):
        for part in (name.encode(), b"=", _content(payload[name]), b";"):
            digest.update(part)
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
