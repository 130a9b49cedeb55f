"""Services in this process, each app built once: its routes take longer to build than most tests take."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from fastapi import FastAPI
from starlette.testclient import TestClient

from shared.app.envelope import Envelope
from shared.clock import utc_now
from shared.db import Database
from shared.settings import ServiceSettings
from shared.throttle import Buckets

S = TypeVar("S", bound=ServiceSettings)
_UNLIMITED = 1_000_000_000
"""The buckets outlive a test; what limits refuse has tests of its own, with quotas of their own."""


class Apps:
    """The apps of one process of the test run, by their database; `folder` keeps their common throttle store."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._throttle_url = f"sqlite:///{folder}/throttle.db"
        self._built: dict[str, FastAPI] = {}
        throttle = Database(self._throttle_url)
        Buckets(throttle).create()
        throttle.dispose()

    @contextmanager
    def client(
        self,
        build: Callable[[S], FastAPI],
        settings: type[S],
        database: Database,
        keys_dir: Path,
        *,
        accounts: object,
        clock: Callable[[], datetime],
    ) -> Iterator[TestClient]:
        """A client of `build(settings)` on this database, with stand-ins for the gateway and for the time."""
        url = database.url.render_as_string(hide_password=False)
        if url not in self._built:
            self._built[url] = build(self._settings(settings, url, keys_dir))
        app = self._built[url]
        app.state.accounts = accounts
        app.dependency_overrides = {utc_now: clock}
        with TestClient(Envelope(app), raise_server_exceptions=False) as inner:
            yield inner

    def _settings(self, settings: type[S], url: str, keys_dir: Path) -> S:
        return settings(
            database_url=url,
            reads_per_minute=_UNLIMITED,
            writes_per_minute=_UNLIMITED,
            ZHULI_THROTTLE_URL=self._throttle_url,
            ZHULI_JOBS_URL=f"sqlite:///{self._folder}/jobs.db",
            ZHULI_GATEWAY_URL="http://127.0.0.1:1",
            ZHULI_KEYS_DIR=keys_dir,
        )
