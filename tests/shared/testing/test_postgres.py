"""The suite's own PostgreSQL: it answers, and leaves nothing behind."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from shared.testing import postgres
from shared.testing.postgres import PostgresServer, ServerError


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Temporary folders of this test; not under tmp_path, which `nobody` may not enter."""
    made = Path(tempfile.mkdtemp())
    made.chmod(0o755)
    monkeypatch.setattr(tempfile, "tempdir", str(made))
    yield made
    made.rmdir()


def major_version(server: PostgresServer) -> int:
    with psycopg.connect(server.url("postgres")) as connection:
        return connection.info.server_version // 10_000


def test_it_answers_and_leaves_nothing(folder: Path) -> None:
    with PostgresServer() as server:
        assert major_version(server) >= 17
        assert [place.name.startswith("zhuli-postgres-") for place in folder.iterdir()] == [True]

    assert list(folder.iterdir()) == []
    with pytest.raises(psycopg.OperationalError):
        major_version(server)


def test_it_stops_under_an_open_connection() -> None:
    with PostgresServer() as server:
        connection = psycopg.connect(server.url("postgres"))
        server.stop()
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")


def test_binaries_that_others_cannot_reach_are_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "_open_to_others", lambda _folder: False)

    with PostgresServer() as server:
        assert major_version(server) >= 17


def test_a_server_that_cannot_start_says_why_and_leaves_nothing(folder: Path) -> None:
    with PostgresServer() as first:
        second = PostgresServer()
        second.port = first.port
        with pytest.raises(ServerError, match="Address already in use"):
            second.__enter__()
        assert len(list(folder.iterdir())) == 1


def test_missing_binaries_are_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "_PACKAGE", "no_such_package")

    with pytest.raises(ServerError, match="no_such_package is not installed"), PostgresServer():
        pass
    assert list(folder.iterdir()) == []


def test_a_durable_one_keeps_what_was_committed_when_it_is_killed() -> None:
    with PostgresServer(durable=True) as server:
        with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
            connection.execute("CREATE TABLE public.kept (number int)")
            for number in range(50):
                connection.execute("INSERT INTO public.kept VALUES (%s)", [number])
            server.kill()
            with pytest.raises(psycopg.OperationalError):
                connection.execute("SELECT 1")
        server.resume()
        with psycopg.connect(server.url("postgres")) as connection:
            assert connection.execute("SELECT count(*), max(number) FROM public.kept").fetchone() == (50, 49)


def test_its_own_programs_can_be_run(tmp_path: Path) -> None:
    with PostgresServer() as server:
        with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
            connection.execute("CREATE TABLE public.dumped AS SELECT 7 AS number")
        server.run("pg_dump", "--format=custom", f"--file={tmp_path / 'dump'}", server.url("postgres"))
        with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
            connection.execute("DROP TABLE public.dumped")
        server.run("pg_restore", f"--dbname={server.url('postgres')}", str(tmp_path / "dump"))
        with psycopg.connect(server.url("postgres")) as connection:
            assert connection.execute("SELECT number FROM public.dumped").fetchone() == (7,)
        with pytest.raises(ServerError, match="does not exist"):
            server.run("pg_dump", server.url("nowhere"))
