"""The running set as its callers see it: one address with TLS, keys of tenants, and the logs behind it."""

import json
import re
import socket
import ssl
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx

from services.cli import demo
from tests.deploy.fleet import Fleet
from tests.waiting import wait_for

SERVICES = ("catalog", "inventory", "ads", "tickets")
_SIZE = 20


@dataclass(frozen=True)
class Place:
    """`fleet` is running, with nginx under this certificate."""

    fleet: Fleet
    certificate: Path

    @property
    def url(self) -> str:
        """Where callers come in."""
        return f"https://{self.fleet.address['nginx']}:8443"

    @cached_property
    def keys(self) -> tuple[str, str]:
        """Live key and test key of a tenant, made by the command in the image."""
        return self.new_tenant()

    def new_tenant(self) -> tuple[str, str]:
        """Live key and test key of another tenant."""
        printed = self.fleet.run("migrate", "zhuli", "tenant", "A tenant", "--data", "/var/lib/zhuli")
        live, test = re.findall(r"zhl_\w+_[\w-]{8,}", printed)
        return live, test

    def client(self, key: str | None = None, **headers: str) -> httpx.Client:
        """Over TLS, under a key where one is given."""
        sent = ({"Authorization": f"Bearer {key}"} if key else {}) | headers
        trusted = ssl.create_default_context(cafile=str(self.certificate))
        return httpx.Client(base_url=self.url, headers=sent, verify=trusted, timeout=60.0, trust_env=False)

    def customer(self) -> demo.Client:
        """The demonstration's client under the test key."""
        made = demo.Client(self.url, self.keys[1], "en")
        made.http.close()
        made.http = self.client(self.keys[1])
        return made

    def advertiser(self) -> demo.Advertiser:
        """The simulated seller, asked of the sandbox."""
        url = f"http://{self.fleet.address['sandbox']}:8000/sandbox/advertiser"
        found = httpx.get(url, params={"seed": 1, "size": _SIZE}, timeout=60.0, trust_env=False).json()
        return demo.Advertiser(found["seller_id"], found["region"], found["marketplace_ids"], found["refresh_token"])

    def said(self, head: str) -> str:
        """What nginx answers to a head just as it is written, which no client tidies up."""
        trusted, address = ssl.create_default_context(cafile=str(self.certificate)), self.fleet.address["nginx"]
        with (
            socket.create_connection((address, 8443), timeout=10) as plain,
            trusted.wrap_socket(plain, server_hostname=address) as connection,
        ):
            connection.sendall(head.encode())
            found = b""
            while not _is_whole(found) and (more := connection.recv(65536)):
                found += more
        return found.decode()

    def awaited(self, name: str, **wanted: Any) -> list[dict[str, Any]]:
        """The same lines, once there is one: a program writes it after its answer is out."""
        return wait_for(lambda: self.lines(name, **wanted), f"a line of {name}")

    def lines(self, name: str, **wanted: Any) -> list[dict[str, Any]]:
        """Lines of a program's log that have these values."""
        found = []
        for line in self.fleet.log(name).read_text().splitlines():
            if line.startswith("{"):
                told = json.loads(line)
                if all(told.get(key) == value for key, value in wanted.items()):
                    found.append(told)
        return found


def _is_whole(answer: bytes) -> bool:
    head, end, body = answer.partition(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
    return bool(end) and len(body) >= int(length[1] if length else 0)
