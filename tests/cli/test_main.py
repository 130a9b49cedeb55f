"""Commands that need no running processes: options, folders, keys, ports."""

import socket
import sqlite3
import stat
import sys
from contextlib import closing

import pytest

from services.cli.main import _parser, main
from tests.journeys.installed import free_ports

SERVICES = ("gateway", "catalog", "inventory", "ads", "tickets")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["frobnicate"], "argument command: invalid choice: 'frobnicate'"),
        ([], "the following arguments are required: command"),
        (["demo", "--seed", "one"], "argument --seed: 'one' is not a whole number from 0 to 499999999"),
        (["demo", "--seed", "-1"], "argument --seed: '-1' is not a whole number from 0 to 499999999"),
        (["demo", "--size", "0"], "argument --size: '0' is not a whole number from 2 to 5000"),
        (["run", "--size", "5001"], "argument --size: '5001' is not a whole number from 2 to 5000"),
        (["run", "--size", "1.5"], "argument --size: '1.5' is not a whole number from 2 to 5000"),
        (["run", "--language", "fr"], "argument --language: invalid choice: 'fr'"),
        (["migrate", "--port", "99999"], "argument --port: '99999' is not a whole number from 1 to 65533"),
        (["migrate", "--size", "20"], "unrecognized arguments: --size 20"),
        (
            ["backup", "", "--keys", "k"],
            "argument folder: no folder is named; with make: FOLDER=/backups/today KEYS=",
        ),
        (
            ["restore", "b", "--keys", " "],
            "argument --keys: no folder is named; with make: FOLDER=/backups/today KEYS=",
        ),
        (["move"], "the following arguments are required: --to"),
        (["tenant"], "the following arguments are required: name"),
        (["revision", "sales", "add notes"], "argument service: invalid choice: 'sales'"),
    ],
)
def test_wrong_options_are_told_in_one_line(monkeypatch, capsys, tmp_path, arguments, message):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["zhuli", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    told = capsys.readouterr()
    assert ended.value.code == 2
    assert message in told.err.splitlines()[-1]
    assert told.out == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("settings", "arguments", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, [], "zh"),
        ({"LANG": "zh_TW"}, ["--language", "en"], "en"),
        ({"LANG": "de_DE.UTF-8"}, [], "en"),
        ({"LANG": "C"}, ["--language", "zh"], "zh"),
        ({"LANG": "zh_CN", "LC_ALL": "en_US.UTF-8"}, [], "en"),
    ],
)
def test_the_language_is_that_of_the_option_else_of_the_locale(monkeypatch, settings, arguments, language):
    monkeypatch.delenv("LC_ALL", raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    for command in ("run", "demo", "doctor"):
        assert _parser().parse_args([command, *arguments]).language == language


def test_a_data_folder_that_cannot_be_made_is_told(zhuli, tmp_path):
    (tmp_path / "file").touch()
    code, output = zhuli("migrate", "--data", tmp_path / "file" / "data")
    assert (code, output) == (1, f"The data folder {tmp_path}/file/data cannot be made: Not a directory\n")


@pytest.mark.parametrize("taken", ["--port", "--sandbox-port", "--metrics-port"])
def test_a_taken_port_is_told(zhuli, tmp_path, taken):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        ports = dict(zip(("--port", "--sandbox-port", "--metrics-port"), free_ports(), strict=True))
        port = ports[taken] = other.getsockname()[1]
        code, output = zhuli("demo", "--data", tmp_path / "data", *[word for pair in ports.items() for word in pair])
    assert code == 1
    assert output == f"Port {port} is taken, perhaps by another Zhuli. Stop it, or choose: make run PORT=8100\n"
    assert list((tmp_path / "data").glob("logs/*")) == []


def test_migrate_is_repeatable_and_keeps_the_keys(zhuli, tmp_path):
    data = tmp_path / "data"
    first = zhuli("migrate", "--data", data)
    keys = {path.relative_to(data): path.read_bytes() for path in (data / "keys").rglob("*") if path.is_file()}
    schemas = {path.name: schema(path) for path in data.glob("*.sqlite3")}
    second = zhuli("migrate", "--data", data)
    assert first == second == (0, "All databases are at their newest schema.\n")
    assert {path.name for path in data.glob("*.sqlite3")} == {
        f"{name}.sqlite3" for name in (*SERVICES, "sandbox", "jobs", "throttle", "quotas")
    }
    assert {path.name: schema(path) for path in data.glob("*.sqlite3")} == schemas
    assert all(schemas.values())
    assert {path: (data / path).read_bytes() for path in keys} == keys
    assert {path.name for path in keys} >= {"master.keys", "pepper", "metrics.token"}


def schema(path):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT type, name, sql FROM sqlite_schema ORDER BY 1, 2").fetchall()


def test_secrets_are_for_their_owner_only(zhuli, tmp_path):
    code, output = zhuli("tenant", "Example Ltd", "--data", tmp_path / "data")
    assert code == 0
    words = [line.split() for line in output.splitlines()]
    assert [line[:2] for line in words[:2]] == [["live", "key"], ["test", "key"]]
    assert words[0][2].startswith("zhl_live_")
    assert words[1][2].startswith("zhl_test_")
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    files = [path for path in (tmp_path / "data" / "keys").rglob("*") if path.is_file()]
    assert {f"{path.name}: {stat.S_IMODE(path.stat().st_mode):o}" for path in files} >= {
        "master.keys: 600",
        "pepper: 600",
        "metrics.token: 600",
        "gateway.pem: 600",
    }
    public = {path for path in files if path.suffix == ".pub"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in set(files) - public} == {0o600}
    assert not {path for path in files if stat.S_IMODE(path.stat().st_mode) & 0o022}


def test_an_open_secret_is_refused(zhuli, tmp_path):
    data = tmp_path / "data"
    assert zhuli("migrate", "--data", data)[0] == 0
    (data / "keys" / "pepper").chmod(0o644)
    code, output = zhuli("tenant", "Example Ltd", "--data", data)
    assert code == 1
    assert "Traceback" not in output
    assert "pepper" in output
