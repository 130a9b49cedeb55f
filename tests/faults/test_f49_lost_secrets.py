"""F49: files of the keys folder are lost, empty or half-written.

The start is refused and says which and what it means; new ones are made only for a new gateway database.
"""

import pytest

from services.cli.installation import SERVICES
from services.cli.key_files import LostKeysError
from services.cli.processes import Process, programs
from services.gateway.settings import GatewaySettings
from tests.cli.conftest import finish, start
from tests.waiting import wait_for

PAIRS = {f"{service}.{end}": f"nothing that {service} asks" for service in SERVICES for end in ("pem", "pub")}
MEANINGS = PAIRS | {
    "master.keys": "no consent of a seller",
    "pepper": "no API key works",
    "metrics.token": "nobody reads /metrics",
    "tickets-events.secret": "no finding reaches the worklist",
}
UNCUT = {"metrics.token"}
"""What operators may write themselves, in any length."""


def halve(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


FAULTS = {
    "is missing": lambda path: path.unlink(),
    "is empty": lambda path: path.write_bytes(b""),
    "is not whole": halve,
}


def test_a_start_without_its_keys_is_refused_and_makes_no_new_ones(installation):
    folder = GatewaySettings().keys_dir
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert before.keys() == MEANINGS.keys()
    for name in MEANINGS:
        for what, harm in FAULTS.items():
            if what == "is not whole" and name in UNCUT:
                continue
            path = folder / name
            harm(path)
            found = {each.name: each.read_bytes() for each in folder.iterdir()}
            with pytest.raises(LostKeysError) as refused:
                installation.migrate()
            said = str(refused.value)
            other = f"is not the public key of {name.removesuffix('pub')}pem"
            wanted = other if name.endswith(".pub") and what != "is missing" else what
            assert f"{name} {wanted} (without it {MEANINGS[name]}" in said, (name, what)
            assert not [each for each in MEANINGS if each != name and f"{each} is " in said], said
            assert {each.name: each.read_bytes() for each in folder.iterdir()} == found
            path.write_bytes(before[name])
            path.chmod(0o600)
    installation.migrate()
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_keys_are_made_for_a_new_gateway_database_and_one_that_is_there_is_kept(installation):
    folder = GatewaySettings().keys_dir
    (installation.data / "gateway.sqlite3").unlink()
    pepper = (folder / "pepper").read_text()
    (folder / "ads.pem").unlink()
    (folder / "ads.pub").unlink()
    installation.migrate()
    assert (folder / "pepper").read_text() == pepper
    assert (folder / "ads.pem").exists()


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_programs_and_commands_say_it_in_one_line(installation, tmp_path):
    pepper = GatewaySettings().keys_dir / "pepper"
    pepper.write_text("")
    command = start(tmp_path, "run", "--data", installation.data)
    found = [Process(name, programs(installation)[name], installation.logs) for name in ("api", "worker")]
    code, output = finish(command)
    assert code == 1
    assert len(output.splitlines()) == 1
    assert "pepper is empty (without it no API key works" in output
    for process in found:
        wait_for(lambda process=process: not process.running, f"the end of {process.name}")
        assert '"message":"pepper is empty"' in process.last_words().splitlines()[-1]
