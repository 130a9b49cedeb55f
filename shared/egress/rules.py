"""Which addresses from outside may be reached: https on known ports, and public hosts only.

An address that a tenant chooses must not lead into our own network (server-side request forgery).
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Literal

import httpx

PORTS = frozenset({443, 8443})
MAX_URL = 2000
_TEXT = re.compile(r"[!-\[\]-~]+\Z")
"""Visible ASCII without the backslash, which some readers take for a slash."""

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_AUTHORITY_END = re.compile("[/?#]")
_NUMBER = re.compile(r"([0-9]+|0x[0-9a-f]*)\Z")
_GLOBAL_UNICAST = IPv6Network("2000::/3")
"""All that IANA has given out of IPv6; outside lie `64:ff9b::/96`, `::ffff:0:0/96` and `fec0::/10`, which
lead to addresses of IPv4 or of one site and which `is_global` lets pass."""

_REFUSED = (
    IPv4Network("192.0.0.0/24"),  # protocol assignments
    IPv4Network("192.88.99.0/24"),  # relays of 6to4
    IPv6Network("2001::/23"),  # Teredo and other protocol assignments
    IPv6Network("2002::/16"),  # 6to4: an address of IPv4 inside
    IPv6Network("3fff::/20"),  # documentation (RFC 9637)
)


class EgressRefusedError(ValueError):
    """The address may not be reached. `reason` is one word; nothing of the address is repeated."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Target:
    """The host and port of an address that may be tried, and where it has to lie.

    `private`: the operator allows it by name; `loopback`: on this machine only.
    """

    host: str
    port: int
    reach: Literal["public", "private", "loopback"]


def target_of(url: str, private: Collection[str], *, loopback: bool = False) -> Target:
    """Whom an address names. Raises EgressRefusedError.

    `private` are the `host:port` that may lie in our own network, and be reached without TLS. With `loopback` this
    machine may be reached likewise, under the names by which everybody knows it.
    """
    parsed = _parsed(url)
    host = parsed.raw_host.decode("ascii")
    port = parsed.port if parsed.port is not None else (80 if parsed.scheme == "http" else 443)
    if parsed.scheme not in ("http", "https"):
        raise EgressRefusedError("scheme")
    if f"{host}:{port}" in private:
        return Target(host, port, "private")
    if loopback and host in _LOOPBACK:
        return Target(host, port, "loopback")
    if parsed.scheme != "https":
        raise EgressRefusedError("scheme")
    if port not in PORTS:
        raise EgressRefusedError("port")
    _check_literal(host)
    return Target(host, port, "public")


def check_addresses(target: Target, addresses: Collection[str]) -> None:
    """Raise EgressRefusedError unless there are addresses and every one lies where the target has to."""
    if not addresses:
        raise EgressRefusedError("unresolved")
    for address in map(ip_address, addresses):
        if target.reach == "public" and not is_public(address):
            raise EgressRefusedError("private-address")
        if target.reach == "loopback" and not address.is_loopback:
            raise EgressRefusedError("not-loopback")


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address belongs to a host on the internet, and to no translation into IPv4."""
    if not address.is_global or address.is_multicast or address.is_reserved:
        return False
    if isinstance(address, IPv6Address) and (address not in _GLOBAL_UNICAST or address.scope_id):
        return False
    return not any(address in network for network in _REFUSED if network.version == address.version)


def _parsed(url: str) -> httpx.URL:
    if len(url) > MAX_URL or not _TEXT.match(url):
        raise EgressRefusedError("characters")
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        raise EgressRefusedError("malformed") from None
    if "@" in _AUTHORITY_END.split(url.partition("://")[2], maxsplit=1)[0]:
        raise EgressRefusedError("userinfo")
    if not parsed.host or b"%" in parsed.raw_host:
        raise EgressRefusedError("host")
    return parsed


def _check_literal(host: str) -> None:
    """A host that is an address, or that resolvers take for one: `127.1`, `0x7f000001`, `017700000001`."""
    try:
        address = ip_address(host)
    except ValueError:
        if _NUMBER.match(host.rstrip(".").rpartition(".")[2]):
            raise EgressRefusedError("host") from None
        return
    if not is_public(address):
        raise EgressRefusedError("private-address")
