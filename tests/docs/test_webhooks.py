"""The examples of docs/webhooks.md, run against a real delivery."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.gateway.conftest import customer, database, hooks, issue, keys_dir, new_customer, settings

__all__ = ["customer", "database", "hooks", "issue", "keys_dir", "new_customer", "settings"]
TEXT = (Path(__file__).parents[2] / "docs" / "webhooks.md").read_text()
pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def example(language: str) -> str:
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.M | re.S)
    return found


def in_python(secret: str, headers: dict[str, str], body: bytes) -> Any:
    names: dict[str, Any] = {}
    exec(compile(example("python"), "docs/webhooks.md", "exec"), names)  # noqa: S102 - our own document
    return names["verify"](secret, headers, body)


def in_node(secret: str, headers: dict[str, str], body: bytes) -> Any:
    given = ", ".join((json.dumps(secret), json.dumps(headers), f"Buffer.from('{body.hex()}', 'hex')"))
    call = f"console.log(JSON.stringify(verify({given})))"
    done = subprocess.run(["node", "-e", example("js") + call], capture_output=True, text=True, check=False)
    if done.returncode:
        raise ValueError(done.stderr)
    return json.loads(done.stdout)


READERS = [in_python] + ([in_node] if shutil.which("node") else [])


@pytest.mark.parametrize("verify", READERS)
def test_the_example_accepts_a_delivery_and_refuses_what_was_tampered_with(
    verify: Callable[..., Any], hooks: Any, customer: Any
) -> None:
    endpoint = hooks.register(customer.live, hooks.receiver)
    path = f"/v1/webhook-endpoints/{endpoint['endpoint_id']}/rotate-secret"
    rotated = hooks.client.post(path, headers=customer.live, json={}).json()
    (event_id,) = hooks.tell(customer.tenant_id, "a")
    hooks.drain()
    (got,) = hooks.receiver.received
    headers = dict(got.headers)
    for secret in (endpoint["secret"], rotated["secret"]):
        event = verify(secret, headers, got.body)
        assert (event["event_id"], event["type"], event["data"]["name"]) == (event_id, "campaign.flagged", "助理")
    wrong = [
        (endpoint["secret"], headers, got.body.replace(b"flagged", b"cleared")),
        (endpoint["secret"], headers | {"webhook-id": "another"}, got.body),
        (endpoint["secret"], headers | {"webhook-timestamp": "1000000000"}, got.body),
        ("whsec_" + "A" * 43 + "=", headers, got.body),
    ]
    for secret, said, body in wrong:
        with pytest.raises(ValueError, match="wrong signature|too old"):
            verify(secret, said, body)
