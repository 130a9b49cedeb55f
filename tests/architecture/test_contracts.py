"""Every import contract of pyproject.toml is kept, and breaks when its violation is planted."""

import re
import shutil
import subprocess
import sys
from copy import deepcopy
from pathlib import Path

import grimp
import pytest
from importlinter.api import read_configuration
from importlinter.contracts.acyclic_siblings import AcyclicSiblingsContract
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.layers import LayersContract

ROOT = Path(__file__).parents[2]
CONFIGURATION = read_configuration(str(ROOT / "pyproject.toml"))
CONTRACTS = {contract["id"]: contract for contract in CONFIGURATION["contracts_options"]}
TYPES = {"layers": LayersContract, "forbidden": ForbiddenContract, "acyclic_siblings": AcyclicSiblingsContract}
NOT_FEATURES = {"models", "migrations", "contract"}

# (who imports, what, the contracts that break); without an import the module's mere presence breaks one.
PLANTED = [
    ("services.ads.settings", "services.catalog.settings", {"services"}),
    ("services.tickets.main", "services.gateway.settings", {"services", "cycles"}),
    ("services.gateway.worker", "services.cli", {"services", "cycles"}),
    ("services.utils", None, {"services"}),
    ("shared.http.etags", "services.ads.settings", {"shared", "services"}),
    ("services.gateway.models.tenants", "services.gateway.tenants.schemas", {"inside-gateway", "cycles"}),
    ("services.gateway.events.operations", "services.gateway.tenants.operations", {"inside-gateway"}),
    ("services.gateway.webhook_deliveries.tasks", "services.gateway.events.schemas", {"inside-gateway", "cycles"}),
    ("services.gateway.helpers", None, {"inside-gateway"}),
    ("services.ads.thresholds.operations", "services.ads.performance.rules", {"inside-ads", "cycles"}),
    ("services.ads.findings.repository", "services.ads.campaigns.rules", {"inside-ads", "cycles"}),
    ("services.ads.models.keys", "services.ads.events", {"inside-ads"}),
    ("services.ads.settings", "services.ads.models.keys", {"inside-ads"}),
    ("services.ads.helpers", None, {"inside-ads"}),
    ("services.sandbox.tokens.operations", "services.sandbox.campaigns.rules", {"inside-sandbox", "cycles"}),
    ("services.sandbox.helpers", None, {"inside-sandbox"}),
    ("services.sandbox.seller_reports.rules.forms", "shared.amazon.report_files", {"two-sides"}),
    ("services.catalog.findings.repository", "services.catalog.listings.rules", {"inside-catalog"}),
    ("services.catalog.helpers", None, {"inside-catalog"}),
    ("services.tickets.worklist.operations", "services.tickets.inbox.schemas", {"inside-tickets", "cycles"}),
    ("services.tickets.helpers", None, {"inside-tickets"}),
    ("services.inventory.stock.operations", "services.inventory.health.rules.checks", {"inside-inventory", "cycles"}),
    ("services.inventory.helpers", None, {"inside-inventory"}),
    ("services.gateway.tenants.operations", "services.gateway.tenants.endpoints", {"rooms", "cycles"}),
    ("services.gateway.actors.schemas", "services.gateway.actors.repository", {"rooms", "cycles"}),
    ("services.ads.campaigns.repository", "services.ads.campaigns.operations", {"rooms", "cycles"}),
    ("services.ads.campaigns.rules", "services.ads.campaigns.schemas", {"rooms"}),
    ("services.ads.campaigns.rules", "services.ads.models.keys", {"rules"}),
    ("services.ads.campaigns.rules", "shared.settings", {"rules"}),
    ("services.ads.campaigns.rules", "sqlmodel", {"rules", "sql"}),
    ("services.ads.campaigns.rules", "httpx", {"rules", "network"}),
    ("services.ads.campaigns.schemas", "fastapi", {"http"}),
    ("services.gateway.tenants.repository", "starlette", {"http"}),
    ("services.ads.campaigns.operations", "sqlmodel", {"sql"}),
    ("services.gateway.tenants.endpoints", "sqlalchemy", {"sql"}),
    ("services.ads.campaigns.operations", "httpx", {"network"}),
    ("services.ads.campaigns.repository", "shared.internal", {"network"}),
    ("services.ads.thresholds.operations", "services.ads.clients", {"network"}),
    ("services.ads.campaigns.operations", "shared.clock", {"clock"}),
    ("services.cli.supervision", "services.gateway.settings", {"supervision"}),
    ("services.cli.claims", "shared.clock", {"supervision"}),
    ("services.cli.forks", "services.gateway.main", {"supervision"}),
    ("shared.texts", "shared.problems", {"cycles"}),
]


@pytest.fixture(scope="session")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("services", "shared", include_external_packages=True, cache_dir=None)


def broken_contracts(graph: grimp.ImportGraph) -> set[str]:
    session = CONFIGURATION["session_options"]
    checked = {
        identity: TYPES[options["type"]](options["name"], session, options).check(deepcopy(graph), verbose=False)
        for identity, options in CONTRACTS.items()
    }
    return {identity for identity, check in checked.items() if not check.kept}


@pytest.fixture(scope="session")
def broken_already(graph: grimp.ImportGraph) -> set[str]:
    return broken_contracts(graph)


def test_all_contracts_are_kept(broken_already: set[str]) -> None:
    assert broken_already == set()


@pytest.mark.parametrize(("importer", "imported", "expected"), PLANTED)
def test_a_planted_violation_breaks_exactly_its_contract(
    graph: grimp.ImportGraph, broken_already: set[str], importer: str, imported: str | None, expected: set[str]
) -> None:
    planted = deepcopy(graph)
    planted.add_module(importer)
    if imported:
        assert importer in graph.modules
        planted.add_import(importer=importer, imported=imported, line_number=1, line_contents=f"import {imported}")

    assert broken_contracts(planted) - broken_already == expected - broken_already


def test_every_contract_is_proved() -> None:
    assert set().union(*(expected for _, _, expected in PLANTED)) == set(CONTRACTS)


def test_every_service_has_a_contract_for_its_inside(graph: grimp.ImportGraph) -> None:
    layered = {place for contract in CONTRACTS.values() for place in contract.get("containers", ())}

    assert graph.find_children("services") - {"services.cli"} <= layered


def stray_rooms(graph: grimp.ImportGraph) -> set[str]:
    features = [
        package
        for package in graph.find_matching_modules("services.*.*")
        if package.rpartition(".")[2] not in NOT_FEATURES and not package.startswith("services.cli.")
    ]
    rooms = set(re.findall(r"\w+", " ".join(CONTRACTS["rooms"]["layers"])))
    return {
        room for feature in features for room in graph.find_children(feature) if room.rpartition(".")[2] not in rooms
    }


def test_nothing_but_rooms_is_in_a_feature(graph: grimp.ImportGraph) -> None:
    assert stray_rooms(graph) == set()


def test_a_stray_file_in_a_feature_is_found(graph: grimp.ImportGraph) -> None:
    planted = deepcopy(graph)
    planted.add_module("services.ads.campaigns.helpers")

    assert stray_rooms(planted) == {"services.ads.campaigns.helpers"}


def test_the_command_reads_these_contracts_and_fails(tmp_path: Path) -> None:
    for package in ("services", "shared"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / "shared" / "clock.py").open("a") as clock:
        clock.write("\nimport services.ads.settings\n")

    command = [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "shared.clock -> services.ads.settings" in done.stdout
