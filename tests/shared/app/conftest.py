"""A small service in the shared shell, on the tables of the catalog service."""

from collections.abc import Callable, Iterator
from typing import Annotated

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from fastapi import APIRouter, UploadFile
from pydantic import BaseModel, ConfigDict
from starlette.testclient import TestClient

from shared.app.envelope import Envelope
from shared.app.factory import Shell, create_app
from shared.app.quotas import Quota
from shared.auth import Principal, requires
from shared.auth.tokens import HEADER, Signer
from shared.clock import utc_now
from shared.internal import GatewayAwayError
from shared.throttle import Buckets


class Note(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: str


router = APIRouter(prefix="/v1/catalog")


@router.get("/notes/{number}")
def get_note(number: int) -> Note:
    return Note(text="x" * number)


@router.put("/notes/{number}")
def put_note(number: int, note: Note, _principal: Annotated[Principal, requires("catalog:write")]) -> Note:
    return note


@router.post("/notes")
def create_note(note: Note) -> Note:
    return note


@router.delete("/notes/{number}")
def delete_note(number: int) -> None: ...


@router.post("/notes/bulk")
def create_notes(notes: list[Note]) -> None: ...


@router.post("/files")
def upload_file(file: UploadFile) -> int:
    return len(file.file.read())


@router.get("/broken")
def read_broken() -> Note:
    raise ValueError("a secret 123 of the house")


@router.get("/waiting")
def read_elsewhere() -> Note:
    raise GatewayAwayError("nobody answers")


@pytest.fixture
def signer() -> Signer:
    return Signer("gateway", Ed25519PrivateKey.generate())


@pytest.fixture
def shell(service_database, templates, signer) -> Iterator[Shell]:
    public = signer.private_key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    with templates.empty("shared.throttle") as throttle:
        Buckets(throttle).create()
        yield Shell(
            database=service_database("catalog"),
            quotas=throttle,
            public_keys={"gateway": public.decode()},
            reads=Quota("reads", 20, 60),
            writes=Quota("writes", 20, 60),
        )


@pytest.fixture
def client(shell: Shell) -> Iterator[TestClient]:
    app = Envelope(create_app("catalog", shell, [router]))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def headers_of(signer: Signer) -> Callable[..., dict[str, str]]:
    """`headers_of("catalog:write")`: a request of a principal with these scopes."""

    def signed(*scopes: str) -> dict[str, str]:
        principal = Principal("person", "t", "a", "k", frozenset(scopes), livemode=True)
        return {HEADER: signer.sign(principal, now=utc_now())}

    return signed
