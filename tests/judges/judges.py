"""The judges: programs of others that are asked about our API. One that is added here takes part."""

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.judges.drive_guide import PROGRAMS
from tests.judges.place import HERE, ROOT, Place

BIN = ROOT / ".venv-judges" / "bin"
NODE_BIN = HERE / "node_modules" / ".bin"
DOCUMENTS = (ROOT / "docs" / "api" / "openapi.json", ROOT / "docs" / "api" / "openapi-3.0.json")
Command = list[str]


@dataclass(frozen=True, slots=True)
class Judge:
    """One judge: `says` is what holds when all of its commands exit with 0."""

    name: str
    says: str
    commands: Callable[[Place], Iterator[Command]]


def _validate(_place: Place) -> Iterator[Command]:
    yield [f"{BIN}/openapi-spec-validator", *map(str, DOCUMENTS)]


def _lint(_place: Place) -> Iterator[Command]:
    ruleset = f"--ruleset={HERE}/spectral.yaml"
    yield [f"{NODE_BIN}/spectral", "lint", ruleset, "--fail-severity=hint", str(DOCUMENTS[0])]


def _clients(place: Place) -> Iterator[Command]:
    first, second = (place.output / name for name in ("clients", "clients-again"))
    for folder in (first, second):
        yield [sys.executable, "-m", "clients", f"--into={folder}"]
    yield ["diff", "--recursive", str(first), str(second)]
    for language in PROGRAMS:
        guide = [sys.executable, f"{HERE}/drive_guide.py", language, str(first)]
        yield [*guide, place.url, place.peers[0].key]
    yield [f"{BIN}/python", f"{HERE}/parse_csharp.py", str(first)]
    yield ["sh", "-euc", f"cd {first}/go; go vet ./..."]
    yield ["sh", "-euc", f"find {first}/php -name '*.php' -print0 | xargs -0 -n1 php -l"]
    yield from _work_a_day(place)


def _work_a_day(place: Place) -> Iterator[Command]:
    """More than a guide shows, with the Python client of each document."""
    for document in DOCUMENTS:
        folder = place.output / f"client-of-{document.stem}"
        folder.mkdir(exist_ok=True)
        yield [
            f"{BIN}/openapi-python-client",
            "generate",
            f"--path={document}",
            f"--output-path={folder}/zhuli_client",
            "--meta=none",
            "--overwrite",
            "--fail-on-warning",
        ]
        peer = place.peers[0]
        program = [f"{BIN}/python", f"{HERE}/drive_client.py", str(folder)]
        yield [*program, place.url, peer.key, peer.seller_id, peer.marketplace_id]


def _collect(place: Place) -> Iterator[Command]:
    program = [sys.executable, f"{HERE}/drive_postman.py"]
    yield [*program, place.url, place.peers[0].key, str(place.output)]


def _fuzz(place: Place) -> Iterator[Command]:
    users = {"auth": [*(_user(peer.name, peer.key) for peer in place.peers), _user("live", place.peers[0].live_key)]}
    (place.output / "users.json").write_text(json.dumps(users))
    (place.output / "held.json").write_text(json.dumps([peer.seller_id for peer in place.peers]))
    fuzzer = [f"{BIN}/schemathesis", f"--config-file={HERE}/schemathesis.toml", "run", "--checks=all"]
    fuzzer.append(f"{place.url}/openapi.json")
    yield [*fuzzer, *_reports(place, "schemathesis")]
    # One pass of the last phase follows few chains of requests; here it goes on to others for a minute.
    yield [*fuzzer, "--phases=stateful", "--max-time=60", *_reports(place, "schemathesis-stateful")]


def _reports(place: Place, name: str) -> list[str]:
    return [f"--report-junit-path={place.output}/{name}.xml", f"--report-har-path={place.output}/{name}.har"]


def _user(name: str, key: str) -> dict[str, object]:
    return {"name": name, "fixedHeaders": [{"name": "Authorization", "value": f"Bearer {key}"}]}


def _pool(_place: Place) -> Iterator[Command]:
    yield [sys.executable, f"{HERE}/drive_pgbouncer.py"]


def _read_beside(_place: Place) -> Iterator[Command]:
    yield [sys.executable, f"{HERE}/drive_release.py"]


def _deploy(_place: Place) -> Iterator[Command]:
    deploy = ROOT / "deploy"
    yield [f"{BIN}/hadolint", f"{deploy}/Dockerfile"]
    yield [f"{BIN}/kubernetes-validate", "--strict", *map(str, sorted((deploy / "kubernetes").iterdir()))]
    yield ["promtool", "check", "config", "--syntax-only", f"{deploy}/prometheus/prometheus.yml"]
    yield ["promtool", "test", "rules", f"{deploy}/prometheus/rules.test.yml"]
    yield [sys.executable, str(ROOT / "tests" / "deploy" / "drive.py")]


JUDGES = (
    Judge("validator", "both documents are valid OpenAPI", _validate),
    Judge("spectral", "the document breaks no rule of spectral:oas and of OWASP's API top ten", _lint),
    Judge("clients", "clients are made alike each time, without a warning, and do what their guides say", _clients),
    Judge("postman", "the collection is green twice and folder by folder, and red where it has to be", _collect),
    Judge("schemathesis", "no input leads to a 5xx, an undocumented answer or another tenant's data", _fuzz),
    Judge("pgbouncer", "all programs work behind PgBouncer with five connections together", _pool),
    Judge("deploy", "the set of deploy/compose.yaml runs as it is written, built by build.sh, behind nginx", _deploy),
    Judge("release", "older programs read on beside ours, from databases that we have migrated", _read_beside),
)
