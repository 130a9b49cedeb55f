"""F48: programs and commands of one installation disagree on its ports or its folder.

They are right or refused, in one sentence; findings never go elsewhere.
"""

import os
import shutil
import signal
import sys

import pytest
from sqlalchemy import select

from services.cli.claims import claimed
from services.cli.installation import Installation
from services.cli.main import main
from services.cli.ports import PORTS_FILE, Ports, PortsError, keep, ports_of
from services.gateway.models import WebhookEndpoint
from services.gateway.settings import GatewaySettings
from services.gateway.subscribers.rules import TICKETS
from tests.journeys.installed import environment_of, free_ports

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def subscribed() -> str:
    """Where findings go."""
    database = GatewaySettings().database("gateway")
    with database.read() as session:
        query = select(WebhookEndpoint.url).where(WebhookEndpoint.endpoint_id == TICKETS)
        found = session.execute(query).scalar_one()
    database.dispose()
    return found


@pytest.fixture
def zhuli(monkeypatch, capsys):
    """A command as it is run in a shell without settings: its exit code and its output."""

    def command(*arguments):
        with environment_of("sqlite", lambda: None):
            monkeypatch.setattr(sys, "argv", ["zhuli", *map(str, arguments)])
            capsys.readouterr()
            with pytest.raises(SystemExit) as ended:
                main()
        return ended.value.code, capsys.readouterr().out

    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield command
    for number, handler in before.items():
        signal.signal(number, handler)


def test_a_command_that_is_told_no_port_leaves_findings_where_they_go(installation, zhuli):
    """The installation was migrated at a free port; the commands' own default would be 8000."""
    before = subscribed()
    assert before == f"{installation.url}/internal/tickets/events"
    for words in (["tenant", "Second"], ["stop", "writes", "--reason", "a test"], ["start"], ["migrate"], ["doctor"]):
        code, output = zhuli(*words, "--data", installation.data)
        assert code == 0 or words == ["doctor"], output
        assert subscribed() == before, words
    other = free_ports()[0]
    code, output = zhuli("migrate", "--data", installation.data, "--port", other)
    assert code == 0, output
    assert subscribed() == f"http://127.0.0.1:{other}/internal/tickets/events"
    assert ports_of(installation.data) == Ports(other, other + 1, other + 2)


def test_other_ports_than_those_of_running_programs_are_refused(installation, zhuli):
    keep(installation.data, Ports(*installation.ports))
    before, files = subscribed(), sorted(path.name for path in installation.data.iterdir())
    with claimed(installation.data, installation.url):
        for words in (["tenant", "Second"], ["migrate"], ["doctor"], ["run"], ["demo"]):
            for told in (["--port", 8000], ["--metrics-port", 8099]):
                code, output = zhuli(*words, "--data", installation.data, *told)
                said = f"Zhuli runs already on {installation.data}: process {os.getpid()}, {installation.url}."
                assert (code, output[: len(said)], output.count("\n")) == (1, said, 1), output
            assert subscribed() == before
        code, output = zhuli("tenant", "Second", "--data", installation.data, "--port", installation.port)
        assert code == 0, output
        code, output = zhuli("run", "--data", installation.data)
        assert (code, output) == (1, said + "\n")
    assert subscribed() == before
    assert {path.name for path in installation.data.iterdir()} == {*files, "run.lock"}


def test_a_folder_with_keys_of_another_installation_is_refused(installation, zhuli, tmp_path):
    """Such as one that was made before `ZHULI_DATABASE_URL` was set: its pepper and ring open nothing there."""
    before = subscribed()
    with environment_of("sqlite", lambda: None):
        other = Installation(tmp_path / "other", *free_ports())
        other.enter()
        other.migrate()
    for name in ("gateway", "catalog", "inventory", "ads", "tickets", "throttle", "jobs", "sandbox"):
        shutil.copy(installation.data / f"{name}.sqlite3", other.data)
    for words in (["tenant", "Second"], ["run"], ["migrate", "--port", 8100]):
        code, output = zhuli(*words, "--data", other.data)
        assert (code, output.count("\n")) == (1, 1), output
        assert "are those of another installation" in output
    assert subscribed() == before


def test_ports_are_kept_whole_and_move_together(installation):
    data = installation.data
    assert ports_of(data) == Ports(8000, 8001, 8002)
    keep(data, Ports(9000, 9100, 9200))
    assert ports_of(data) == ports_of(data, api=9000) == Ports(9000, 9100, 9200)
    assert ports_of(data, api=7000) == Ports(7000, 7001, 7002)
    assert ports_of(data, metrics=9300) == Ports(9000, 9100, 9300)
    for broken in ("", "{", "[]", '{"api": 1}', '{"api": "x", "sandbox": 1, "metrics": 2}'):
        (data / PORTS_FILE).write_text(broken)
        with pytest.raises(PortsError, match="is not as it was written"):
            ports_of(data)
