"""Which address an anonymous request counts for."""

import pytest

from services.gateway.addresses import Addresses
from shared.problems import RateLimitedError


def scope(peer, *forwarded):
    return {"client": (peer, 5000), "headers": [(b"x-forwarded-for", line.encode()) for line in forwarded]}


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, ["203.0.113.9"], "10.0.0.1"),
        (1, [], "10.0.0.1"),
        (1, ["203.0.113.9"], "203.0.113.9"),
        (1, ["198.51.100.1, 203.0.113.9"], "203.0.113.9"),
        (2, ["198.51.100.1, 203.0.113.9, 10.0.0.2"], "203.0.113.9"),
        (2, ["198.51.100.1", "203.0.113.9, 10.0.0.2"], "203.0.113.9"),
        (3, ["203.0.113.9"], "203.0.113.9"),
    ],
)
def test_what_a_caller_claims_before_our_proxies_is_not_believed(proxies, forwarded, expected):
    assert Addresses(10, proxies).of(scope("10.0.0.1", *forwarded)) == expected


def test_a_network_of_ipv6_is_one_address():
    addresses = Addresses(2, 0)
    one, same, other = (addresses.of(scope(peer)) for peer in ("2001:db8::1", "2001:db8::ffff:2", "2001:db8:0:1::1"))
    assert one == same != other
    addresses.spend(one)
    addresses.spend(same)
    with pytest.raises(RateLimitedError):
        addresses.spend(one)
    addresses.spend(other)
