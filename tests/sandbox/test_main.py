"""The app around the features: health, errors of the framework, the check of the database."""

import pytest
from fastapi.testclient import TestClient

from services.sandbox.main import create_app
from services.sandbox.settings import SandboxSettings
from shared.db.newest import OldSchemaError

sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@sqlite
def test_health_needs_nothing(client: TestClient):
    assert client.get("/health").json() == {"status": "ok"}


@sqlite
@pytest.mark.parametrize(
    ("method", "path", "status", "member"),
    [
        ("GET", "/v2/stores", 404, "details"),
        ("DELETE", "/v2/profiles", 405, "details"),
        ("PUT", "/reporting/reports", 405, "detail"),
    ],
)
def test_errors_of_the_framework_have_amazons_shape(client: TestClient, us, method, path, status, member):
    answer = client.request(method, path, headers=us)
    assert answer.status_code == status
    assert answer.json().keys() == {"code", member}
    assert answer.json()["code"] == str(status)


def test_a_database_that_is_not_migrated_is_refused(tmp_path):
    app = create_app(SandboxSettings(database_url=f"sqlite:///{tmp_path}/new.sqlite3"))
    with pytest.raises(OldSchemaError), TestClient(app):
        pass
    app.state.database.dispose()


@sqlite
def test_a_defect_is_500_in_amazons_shape(client: TestClient, us, monkeypatch):
    monkeypatch.setattr("services.sandbox.profiles.operations.list_profiles", lambda _advertiser: 1 / 0)
    answer = client.get("/v2/profiles", headers=us)
    assert answer.status_code == 500
    assert answer.json() == {"code": "500", "details": "Internal server error"}
