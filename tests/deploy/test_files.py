"""What the files in deploy/ say, beside what our programs know; `make judges ONLY=deploy` shows that they run."""

import importlib
import json
import re
import tomllib
from pathlib import Path

import pytest
import yaml
from pydantic import AliasChoices
from pydantic_settings import BaseSettings

from services.ads.settings import AdsSettings
from services.catalog.settings import CatalogSettings
from services.gateway.authentication import AUTHENTICATE_PATH, REFUSAL, TARGET
from services.gateway.settings import GatewaySettings
from services.inventory.settings import InventorySettings
from services.sandbox.settings import SandboxSettings
from services.tickets.settings import TicketsSettings
from shared import problems
from shared.app.incoming import UPLOAD_LIMIT
from shared.auth.tokens import HEADER
from tests.deploy import compose
from tests.deploy.compose import DEPLOY, FILE, ComposeError

ROOT = DEPLOY.parent
TOLD = {
    "ZHULI_DATABASE_PASSWORD": "a word",
    "ZHULI_PUBLIC_URL": "https://zhuli.example",
    "ZHULI_TLS_DIR": "/etc/tls",
}
OF_ALL = (GatewaySettings, CatalogSettings, InventorySettings, AdsSettings, TicketsSettings)
SETTINGS: dict[str, tuple[type[BaseSettings], ...]] = {
    "gateway": (GatewaySettings,),
    "catalog": (CatalogSettings,),
    "inventory": (InventorySettings,),
    "ads": (AdsSettings,),
    "tickets": (TicketsSettings,),
    "worker": OF_ALL,
    "migrate": (*OF_ALL, SandboxSettings),
    "sandbox": (SandboxSettings,),
}
PROBLEMS = (
    problems.MalformedRequestError,
    problems.PathUnknownError,
    problems.MethodNotAllowedError,
    problems.BodyTooLargeError,
    problems.RateLimitedError,
    problems.BusyError,
)


@pytest.fixture
def folder(tmp_path) -> Path:
    """Beside compose.yaml, with the env file that an operator has copied."""
    (tmp_path / "gateway.env").write_text((DEPLOY / "env" / "gateway.env.example").read_text())
    return tmp_path


def names_of(settings: type[BaseSettings]) -> dict[str, bool]:
    """The variables of a settings class, and whether each has to be there."""
    prefix = settings.model_config.get("env_prefix", "")
    found = {}
    for name, field in settings.model_fields.items():
        alias = field.validation_alias
        assert not isinstance(alias, AliasChoices)
        found[str(alias) if alias else f"{prefix}{name}".upper()] = field.is_required()
    return found


@pytest.mark.parametrize("name", SETTINGS)
def test_a_program_is_told_all_that_it_needs_and_nothing_unknown(folder, name):
    told = set(compose.read(TOLD, folder=folder)[name].environment)
    known = {variable: needed for settings in SETTINGS[name] for variable, needed in names_of(settings).items()}
    assert told <= set(known)
    assert {variable for variable, needed in known.items() if needed} <= told


def test_what_goes_through_the_pooler_has_a_way_past_it(folder):
    for program in compose.read(TOLD, folder=folder).values():
        for name, value in program.environment.items():
            if "@pgbouncer:" in value:
                direct = program.environment[name.replace("_URL", "_DIRECT_URL")]
                assert direct == value.replace("@pgbouncer:6432/", "@postgres:5432/")


def test_commands_name_programs_that_exist(folder):
    served = []
    for program in compose.read(TOLD, folder=folder).values():
        for word in program.command:
            module, _, factory = word.partition(":")
            if module.startswith("services."):
                assert hasattr(importlib.import_module(module), factory or "main")
                served.append(word)
    assert len(served) == 7


def test_what_is_not_known_is_an_error(folder):
    changed = FILE.read_text().replace("    cpu_shares: 512", "    cpu_share: 512")
    with pytest.raises(ComposeError, match="worker: nobody knows cpu_share"):
        compose.read(TOLD, folder=folder, content=changed)
    changed = FILE.read_text().replace(
        "      gateway: {condition: service_healthy}", "      gatway: {condition: service_healthy}"
    )
    with pytest.raises(ComposeError, match="nobody knows gatway"):
        compose.read(TOLD, folder=folder, content=changed)


@pytest.mark.parametrize("missing", TOLD)
def test_nothing_starts_without_what_the_operator_has_to_say(folder, missing):
    with pytest.raises(ComposeError, match=f"{missing} is empty in deploy/.env"):
        compose.read(TOLD | {missing: ""}, folder=folder)
    examples = compose.settings_in(DEPLOY / "env" / "compose.env.example")
    assert {name for name, value in examples.items() if not value} == set(TOLD)


def test_examples_name_only_settings_that_exist_and_hold_no_secret():
    text = (DEPLOY / "env" / "gateway.env.example").read_text()
    named = set(re.findall(r"^(?:# )?([A-Z_]+)=", text, re.MULTILINE))
    assert named <= set(names_of(GatewaySettings))
    assert not any(compose.settings_in(DEPLOY / "env" / "gateway.env.example").values())


def test_units_are_told_all_that_they_need():
    told = set(compose.settings_in(DEPLOY / "env" / "systemd.env.example"))
    known = {variable: needed for settings in SETTINGS["migrate"] for variable, needed in names_of(settings).items()}
    assert told <= set(known)
    assert {variable for variable, needed in known.items() if needed} <= told


@pytest.mark.parametrize("path", sorted((DEPLOY / "kubernetes").glob("*.yaml")), ids=lambda path: path.stem)
def test_pods_are_told_all_that_they_need(path, folder):
    config, *_ = yaml.safe_load_all((DEPLOY / "kubernetes" / "config.yaml").read_text())
    for document in yaml.safe_load_all(path.read_text()):
        if document["kind"] not in ("Deployment", "Job") or path.stem == "nginx":
            continue
        [container] = document["spec"]["template"]["spec"]["containers"]
        given = {each["name"]: each for each in container["env"]}
        assert all("valueFrom" in each for name, each in given.items() if name.endswith("_URL"))
        known = {name: needed for settings in SETTINGS[path.stem] for name, needed in names_of(settings).items()}
        assert set(given) <= set(known)
        assert {name for name, needed in known.items() if needed} <= set(given) | set(config["data"])
        assert container["image"] == "zhuli:0.1.0"
        assert container["command"] == compose.read(TOLD, folder=folder)[path.stem].command


def test_alerts_are_about_metrics_that_exist():
    page = (ROOT / "docs" / "operations.md").read_text()
    rules = (DEPLOY / "prometheus" / "rules.yml").read_text()
    named = set(re.findall(r"zhuli_\w+", rules))
    assert len(named) > 8
    assert all(name.removesuffix("_bucket") in page for name in named)


def test_units_have_the_ways_of_containers():
    ours, units = (
        (DEPLOY / folder / "upstreams.conf").read_text().splitlines()[2:] for folder in ("nginx", "systemd")
    )
    for port, line in enumerate(ours, 8001):
        assert re.sub(r"server \w+:8000", f"server 127.0.0.1:{port}", line) in units


def test_the_image_is_of_this_version_and_of_exact_ones():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    document = yaml.safe_load(FILE.read_text())
    images = {told["image"] for told in document["services"].values()}
    assert f"zhuli:{version}" in images
    images |= set(re.findall(r"^FROM (\S+)", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE))
    assert all(re.fullmatch(r"[\w/]+:v?\d+\.\d+(\.\d+)?[\w.-]*", image) for image in images)


def test_nginx_refuses_in_our_words():
    text = (DEPLOY / "nginx" / "problems.conf").read_text()
    found = {
        (language, document["code"]): document
        for language, written in re.findall(r"(zh-CN|default) '(\{.*\})';", text)
        for document in [json.loads(written)]
    }
    expected = {}
    for problem in PROBLEMS:
        for named, language in (("zh-CN", "zh"), ("default", "en")):
            document = problem().document(language=language, request_id="$traced", instance="")
            del document["instance"]
            document.pop("detail", None)
            expected[named, problem.code] = document
    assert found == expected


def test_nginx_and_the_gateway_mean_the_same():
    text = "".join(path.read_text() for path in (DEPLOY / "nginx").iterdir())
    assert f"http://gateway{AUTHENTICATE_PATH};" in text
    for header in (HEADER, TARGET.decode()):
        assert f"proxy_set_header {header.title()} " in text
    for header in (HEADER, REFUSAL):
        assert f"$upstream_http_{header.replace('-', '_')};" in text
    assert f"client_max_body_size {UPLOAD_LIMIT // 2**20 + 1}m;" in text
