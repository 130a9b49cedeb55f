"""Idempotency through real requests: a small service that writes one outbox row for each POST."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Annotated

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from fastapi import APIRouter, Request, Response, UploadFile
from pydantic import BaseModel
from sqlalchemy import func, select
from starlette.testclient import TestClient

from services.catalog.models import IdempotentRequest, Outbox
from shared.app.factory import Shell, create_app
from shared.app.quotas import Quota
from shared.auth import Principal, requires
from shared.auth.tokens import HEADER, Signer
from shared.clock import Now, utc_now
from shared.db import WriteSession
from shared.http import answers
from shared.idempotency import LIFETIME, IdempotencyKey, forget_expired, idempotent
from shared.ids import uuid7
from shared.outbox import add_event
from shared.problems import Problem
from shared.texts import Text
from shared.throttle import Buckets

pytestmark = pytest.mark.present

Caller = Annotated[Principal, requires("catalog:write")]
router = APIRouter(prefix="/v1/catalog")


class Note(BaseModel):
    text: str


class NoteRead(BaseModel):
    note_id: str
    text: str


class FullError(Problem):
    code, status = "full", 409
    title = Text(en="Full", zh="已满")


@router.post("/notes")
@idempotent
def create_note(
    request: Request,
    session: WriteSession,
    principal: Caller,
    now: Now,
    note: Note,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    add_event(session, name="note.created", tenant_id=principal.tenant_id, subject="n", data={}, now=now)
    if note.text == "too much":
        raise FullError
    note_id = uuid7()
    return answers.created(NoteRead(note_id=note_id, text=note.text), location=f"/notes/{note_id}", version=1)


@router.post("/files")
@idempotent
def upload_file(
    request: Request,
    session: WriteSession,
    principal: Caller,
    now: Now,
    file: UploadFile,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    return answers.accepted(NoteRead(note_id=uuid7(), text=str(len(file.file.read()))), location="/files/1")


@pytest.fixture
def database(service_database):
    return service_database("catalog")


@pytest.fixture
def clock():
    class Clock:
        now = utc_now()

        def __call__(self):
            return self.now

    return Clock()


@pytest.fixture
def sign(clock):
    signer = Signer("gateway", Ed25519PrivateKey.generate())

    def signed(tenant_id="t"):
        principal = Principal("person", tenant_id, "a", "k", frozenset({"catalog:write"}), livemode=True)
        return {HEADER: signer.sign(principal, now=clock())}

    signed.public = signer.private_key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return signed


@pytest.fixture
def client(database, sign, clock, sqlite_templates):
    quota = Quota("all", 1000, 60)
    with sqlite_templates.empty("shared.throttle") as throttle:
        Buckets(throttle).create()
        public_keys = {"gateway": sign.public.decode()}
        shell = Shell(database, throttle, public_keys=public_keys, reads=quota, writes=quota, clock=clock)
        with TestClient(create_app("catalog", shell, [router]), raise_server_exceptions=False) as client:
            yield client


@pytest.fixture
def post(client, sign):
    def posted(text="x", *, key="the-first-key", tenant_id="t"):
        headers = sign(tenant_id) | ({"Idempotency-Key": key} if key else {})
        return client.post("/v1/catalog/notes", headers=headers, json={"text": text})

    return posted


def rows(database, model):
    with database.read() as session:
        return session.execute(select(func.count()).select_from(model)).scalar_one()


def test_a_repeated_request_gets_the_first_answer_byte_for_byte(database, post):
    first, again = post(), post()
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert {name: again.headers[name] for name in ("location", "etag", "content-type")} == {
        name: first.headers[name] for name in ("location", "etag", "content-type")
    }
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert rows(database, Outbox) == 1


def test_without_a_key_every_request_counts(database, post):
    assert post(key=None).content != post(key=None).content
    assert (rows(database, Outbox), rows(database, IdempotentRequest)) == (2, 0)


def test_another_payload_under_the_same_key_is_refused(database, post):
    post()
    refused = post("y")
    assert (refused.status_code, refused.json()["code"]) == (422, "idempotency-key-reused")
    assert rows(database, Outbox) == 1


def test_a_key_belongs_to_its_tenant(database, post):
    assert post().content != post(tenant_id="u").content
    assert post("y", tenant_id="v").status_code == 201
    assert rows(database, Outbox) == 3


def test_a_failed_request_leaves_nothing_and_can_be_repeated(database, post):
    for _ in range(2):
        failed = post("too much")
        assert (failed.status_code, failed.json()["code"]) == (409, "full")
    assert (rows(database, Outbox), rows(database, IdempotentRequest)) == (0, 0)
    assert post("less").status_code == 201


def test_a_key_is_forgotten_after_seven_days(database, post, clock):
    first = post()
    clock.now += timedelta(days=6, hours=23)
    assert post().content == first.content
    clock.now += timedelta(hours=2)
    assert post().content != first.content
    assert rows(database, IdempotentRequest) == 1


def test_a_key_that_stood_for_something_else_may_stand_for_another_payload_after_its_days(database, post, clock):
    assert post().status_code == 201
    clock.now += LIFETIME + timedelta(seconds=1)
    assert (post("another").status_code, rows(database, IdempotentRequest)) == (201, 1)
    assert post("another").headers["idempotency-replayed"] == "true"


def test_expired_answers_are_deleted_in_batches_and_others_stay(database, post, clock, monkeypatch):
    monkeypatch.setattr("shared.idempotency._BATCH", 2)
    for number in range(3):
        post(key=f"an-old-key-{number}")
    clock.now += LIFETIME + timedelta(seconds=1)
    post(key="a-new-key")
    counts = []
    for _ in range(3):
        with database.write() as session:
            counts.append(forget_expired(session, now=clock()))
    assert counts == [2, 1, 0]
    assert rows(database, IdempotentRequest) == 1


def test_a_large_answer_is_kept_packed_and_given_again_byte_for_byte(database, post):
    text = "A hose for every garden. " * 400
    first, again = post(text), post(text)
    assert again.content == first.content
    assert len(first.content) > 10_000
    assert again.headers["content-type"] == first.headers["content-type"]
    assert "content-encoding" not in again.headers
    with database.read() as session:
        kept = session.execute(select(IdempotentRequest.body)).scalar_one()
    assert len(kept) < len(first.content) / 20


def test_a_quoted_key_is_the_same_key(database, post):
    assert post(key='"the-first-key"').content == post().content
    assert rows(database, Outbox) == 1


@pytest.mark.parametrize("key", ["", '"', '"short"', '"half-quoted', "short", "x" * 256, "with blank", "ключ-ключ"])
def test_a_wrong_key_is_refused(database, client, sign, key):
    headers = sign() | {"Idempotency-Key": key.encode()}
    answer = client.post("/v1/catalog/notes", headers=headers, json={"text": "x"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "Idempotency-Key")
    assert rows(database, Outbox) == 0


def test_a_file_is_compared_by_its_content(client, sign):
    def upload(content, name="a.csv"):
        headers = sign() | {"Idempotency-Key": "the-first-file"}
        return client.post("/v1/catalog/files", headers=headers, files={"file": (name, content)})

    first = upload(b"abc")
    assert (first.status_code, first.json()["text"]) == (202, "3")
    assert upload(b"abc").content == first.content
    assert upload(b"abd").status_code == 422


def test_twenty_racing_requests_do_the_work_once(database, post):
    start = threading.Barrier(20)

    def race(_):
        start.wait()
        return post()

    with ThreadPoolExecutor(20) as pool:
        found = list(pool.map(race, range(20)))
    assert {(answer.status_code, answer.content) for answer in found} == {(201, found[0].content)}
    assert sum("idempotency-replayed" in answer.headers for answer in found) == 19
    assert (rows(database, Outbox), rows(database, IdempotentRequest)) == (1, 1)
