"""The collection and its environments, as files of docs/api/postman."""

import json
import uuid
from pathlib import Path
from typing import Any

from tests.postman import desks, jobs, people, resources, webhooks
from tests.postman.asking import DOCUMENT, ROOT, Folder, bearer

FOLDER = ROOT / "docs" / "api" / "postman"
COLLECTION = FOLDER / "zhuli.postman_collection.json"
FOLDERS: tuple[Folder, ...] = (
    jobs.MORNING,
    jobs.LISTINGS,
    desks.UPLOADS,
    desks.CASES,
    people.REFUSALS,
    people.PEOPLE,
    people.ACCOUNTS,
    webhooks.WEBHOOKS,
    *resources.RESOURCES,
)

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://github.com/zhuli")
_SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
_ABOUT = """Requests to Zhuli, folder by folder: each can be run by itself, and again. They make things under names of
their own, and take them back. Jobs come first: what people and ERPs do with Zhuli. Resources try the rest.

Choose an environment and set its `api_key`: a test key (`zhl_test_...`) with a seller account that is connected and
synced; `make run` shows one. Files come from `docs/samples`: Postman's working directory is the project's folder."""
_BEFORE = [
    "pm.collectionVariables.set('request_id', `qa-${pm.variables.replaceIn('{{$guid}}')}`);",
    "pm.request.headers.upsert({ key: 'X-Request-Id', value: pm.collectionVariables.get('request_id') });",
]
_AFTER = [
    "pm.test('the answer has the id of its request', () =>",
    "  pm.expect(pm.response.headers.get('X-Request-Id')).to.eql(pm.collectionVariables.get('request_id')));",
    "if (pm.response.code >= 400) {",
    "  pm.test('a refusal is a problem document', () => {",
    "    const problem = pm.response.json();",
    "    pm.expect(pm.response.headers.get('Content-Type')).to.match(/^application\\/problem\\+json/);",
    "    pm.expect(problem.status).to.eql(pm.response.code);",
    "    pm.expect(problem.code).to.match(/^[a-z0-9-]+$/);",
    "    pm.expect(problem.type).to.include(problem.code);",
    "    pm.expect(problem.title).to.be.a('string').and.not.empty;",
    "    pm.expect(problem.request_id).to.eql(pm.collectionVariables.get('request_id'));",
    "  });",
    "}",
]
_LOCAL, _ANYWHERE = "http://127.0.0.1", "https://zhuli.example"
_ENVIRONMENTS = {
    "local": (f"{_LOCAL}:8000", f"{_LOCAL}:8001", "What `make run` has started; its key is in data/demo.key"),
    "deployed": (_ANYWHERE, _ANYWHERE, "Your own address; a key that is not for tests writes to real accounts"),
    "test-mode": (_ANYWHERE, _ANYWHERE, "Your own address with a test key: nothing reaches Amazon"),
}
"""By name: where Zhuli is, where what stands in for others is, and which key is needed."""


def files() -> dict[Path, str]:
    """Each file and what it has to say."""
    found = {COLLECTION: _written(_collection())}
    for name, told in _ENVIRONMENTS.items():
        found[FOLDER / f"{name}.postman_environment.json"] = _written(_environment(name, *told))
    return found


def _collection() -> dict[str, Any]:
    scripts = (("prerequest", _BEFORE), ("test", _AFTER))
    return {
        "info": {
            "_postman_id": str(_NAMESPACE),
            "name": f"Zhuli {DOCUMENT['info']['version']}",
            "description": _ABOUT,
            "schema": _SCHEMA,
        },
        "auth": bearer("api_key"),
        "event": [{"listen": when, "script": {"type": "text/javascript", "exec": lines}} for when, lines in scripts],
        "item": [folder.item() for folder in FOLDERS],
    }


def _environment(name: str, url: str, others: str, about: str) -> dict[str, Any]:
    places = {"base_url": url, "listener_url": f"{others}/listener", "erp_url": f"{others}/mabang/api/v2"}
    places |= {"erp_app_key": "200000", "erp_secret": "as-given-by-mabang"}
    values = [{"key": key, "value": value, "type": "default", "enabled": True} for key, value in places.items()]
    values.append({"key": "api_key", "value": "", "type": "secret", "enabled": True, "description": about})
    return {
        "id": str(uuid.uuid5(_NAMESPACE, name)),
        "name": f"Zhuli {name}",
        "values": values,
        "_postman_variable_scope": "environment",
    }


def _written(content: dict[str, Any]) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"
