"""A request's transaction: committed before the answer leaves, rolled back by a failure."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from notebook import Note
from sqlmodel import select

from shared.db import Database, ReadSession, WriteSession
from tests.sql import text


@pytest.fixture
def client(notes: Database) -> Iterator[TestClient]:
    app = FastAPI()
    app.state.database = notes

    @app.post("/notes", status_code=201)
    def add(session: WriteSession, name: str) -> None:
        session.add(Note(name=name, line="one"))

    @app.post("/failures")
    def fail(session: WriteSession) -> None:
        session.add(Note(name="failed", line="one"))
        session.flush()
        raise RuntimeError

    @app.post("/readers")
    def write_in_a_read_session(session: ReadSession) -> None:
        session.add(Note(name="read", line="one"))
        session.flush()

    @app.get("/notes")
    def names(session: ReadSession) -> dict[str, list[str]]:
        return {"items": list(session.exec(select(Note.name).order_by(Note.name)))}

    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def names(client: TestClient) -> list[str]:
    return client.get("/notes").json()["items"]


def test_a_write_is_committed_when_the_answer_arrives(client: TestClient) -> None:
    assert client.post("/notes?name=a").status_code == 201
    assert names(client) == ["a"]


def test_a_failed_commit_does_not_answer_201(client: TestClient) -> None:
    client.post("/notes?name=a")

    assert client.post("/notes?name=a").status_code == 500
    assert names(client) == ["a"]


def test_a_failing_endpoint_leaves_nothing(client: TestClient) -> None:
    assert client.post("/failures").status_code == 500
    assert names(client) == []


def test_a_read_session_leaves_nothing(client: TestClient) -> None:
    assert client.post("/readers").status_code == 200
    assert names(client) == []


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_reading_endpoints_answer_while_a_writer_is_open(client: TestClient, notes: Database) -> None:
    with notes.write() as writer:
        writer.connection().execute(text("INSERT INTO note (name, line) VALUES ('b', 'two')"))
        assert names(client) == []

    assert names(client) == ["b"]
