"""F10: 40 writers at once on SQLite.

Pass: no 500; only 2xx, or 503 with Retry-After; and each 201 is one row.
"""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults.programs import api_client, running
from tests.journeys.installed import database_of
from tests.sql import text

WRITERS, WRITES = 40, 5


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_forty_writers(installation, backend):
    with running(installation, "api"), api_client(installation) as client:

        def write(writer):
            bodies = [{"kind": "system", "name": f"writer {writer} {number}"} for number in range(WRITES)]
            return [client.post("/v1/actors", json=body) for body in bodies]

        with ThreadPoolExecutor(WRITERS) as pool:
            answers = [answer for answers in pool.map(write, range(WRITERS)) for answer in answers]
        found = Counter(answer.status_code for answer in answers)
        assert set(found) <= {201, 503}, found
        assert all("retry-after" in answer.headers for answer in answers if answer.status_code == 503)
        assert found[201] >= WRITERS
        with database_of("gateway") as database, database.read() as session:
            rows = session.execute(text("SELECT count(*) FROM actor WHERE name LIKE 'writer %'")).scalar_one()
        assert rows == found[201]
