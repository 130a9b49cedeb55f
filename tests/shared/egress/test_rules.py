from ipaddress import ip_address

import pytest

from shared.egress import rules
from shared.egress.rules import EgressRefusedError


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [
        ("https://example.com/hooks?token=a@b", "example.com", 443),
        ("https://example.com:8443", "example.com", 8443),
        ("HTTPS://EXAMPLE.com/", "example.com", 443),
        ("https://xn--fsq.example/", "xn--fsq.example", 443),
        ("https://93.184.216.34/", "93.184.216.34", 443),
        ("https://[2606:2800:220:1::1]/", "2606:2800:220:1::1", 443),
        ("https://9.example.com/", "9.example.com", 443),
    ],
)
def test_public_hosts_on_known_ports_may_be_reached(url, host, port):
    target = rules.target_of(url, ())
    assert (target.host, target.port, target.reach) == (host, port, "public")


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://example.com/", "scheme"),
        ("ftp://example.com/", "scheme"),
        ("https://example.com:22/", "port"),
        ("https://example.com:0/", "port"),
        ("https://user@example.com/", "userinfo"),
        ("https://:@example.com/", "userinfo"),
        ("https://example.com\\@x/", "characters"),
        ("https://example.com/\n", "characters"),
        ("https://example.com/" + "x" * 2000, "characters"),
        ("https://[::1/", "malformed"),
        ("https://", "host"),
        ("example.com", "host"),
        ("https://127.1/", "host"),
        ("https://0x7f000001/", "host"),
        ("https://127.0.0.1/", "private-address"),
    ],
)
def test_other_addresses_are_refused_with_a_reason(url, reason):
    with pytest.raises(EgressRefusedError) as caught:
        rules.target_of(url, ())
    assert caught.value.reason == reason


def test_a_host_that_the_operator_names_may_be_private_and_without_tls():
    private = {"erp.internal:8080", "::1:9000"}
    assert rules.target_of("http://ERP.internal:8080/hooks", private).reach == "private"
    assert rules.target_of("https://[::1]:9000/", private).reach == "private"
    for url in ("http://erp.internal/", "http://erp.internal:8081/", "http://x.erp.internal:8080/"):
        with pytest.raises(EgressRefusedError):
            rules.target_of(url, private)


@pytest.mark.parametrize("address", ["93.184.216.34", "1.1.1.1", "192.0.1.1", "2606:4700::1111", "2a00:1450::1"])
def test_public_addresses(address):
    assert rules.is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",  # noqa: S104 - the address is the example
        "10.0.0.1",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.0.1",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.1",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:8.8.8.8",
        "64:ff9b::8.8.8.8",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:db8::1",
        "2002:808:808::",
        "3fff::1",
        "fc00::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
    ],
)
def test_addresses_of_machines_that_are_not_on_the_internet(address):
    assert not rules.is_public(ip_address(address))


def test_one_private_address_among_public_ones_is_enough_to_refuse():
    target = rules.target_of("https://example.com/", ())
    rules.check_addresses(target, ["93.184.216.34", "2606:4700::1111"])
    for addresses in (["93.184.216.34", "127.0.0.1"], []):
        with pytest.raises(EgressRefusedError):
            rules.check_addresses(target, addresses)


@pytest.mark.parametrize("url", ["http://localhost:9000/a", "http://127.0.0.1:80/", "https://[::1]:9000/"])
def test_this_machine_may_be_reached_where_that_is_allowed_and_nothing_else_under_its_names(url):
    target = rules.target_of(url, (), loopback=True)
    rules.check_addresses(target, ["127.0.0.1", "::1"])
    with pytest.raises(EgressRefusedError, match="not-loopback"):
        rules.check_addresses(target, ["127.0.0.1", "10.0.0.1"])
    with pytest.raises(EgressRefusedError):
        rules.target_of(url, ())


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.2/", "http://127.1/", "http://10.0.0.1/", "https://169.254.169.254/", "http://a.localhost/"],
)
def test_other_addresses_stay_refused_where_this_machine_is_allowed(url):
    with pytest.raises(EgressRefusedError):
        rules.target_of(url, (), loopback=True)
