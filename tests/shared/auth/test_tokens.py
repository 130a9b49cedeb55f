from dataclasses import replace
from datetime import UTC, datetime, timedelta

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from shared.auth import Principal
from shared.auth.principal import service_principal
from shared.auth.tokens import Signer, TokenError, Verifier

NOW = datetime(2026, 11, 1, 8, tzinfo=UTC)
PRINCIPAL = Principal(
    kind="person",
    tenant_id="t",
    actor_id="a",
    key_id="k",
    scopes=frozenset({"ads:read", "admin"}),
    livemode=False,
)


@pytest.fixture
def signers():
    return {issuer: Signer(issuer, Ed25519PrivateKey.generate()) for issuer in ("gateway", "ads")}


@pytest.fixture
def public_keys(signers):
    return {issuer: public(signer) for issuer, signer in signers.items()}


@pytest.fixture
def verifier(public_keys):
    return Verifier(public_keys)


def public(signer):
    key = signer.private_key.public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def test_a_principal_comes_back_as_it_was_signed(signers, verifier):
    assert verifier.verify(signers["gateway"].sign(PRINCIPAL, now=NOW), now=NOW) == PRINCIPAL


def test_the_way_and_the_limit_come_back_as_they_were_signed(signers, verifier):
    for changed in (
        replace(PRINCIPAL, kind="system", seller_ids=frozenset({"B2", "A1"})),
        replace(PRINCIPAL, way="on-behalf", seller_ids=frozenset()),
    ):
        assert verifier.verify(signers["gateway"].sign(changed, now=NOW), now=NOW) == changed


def test_a_limit_to_no_account_is_not_all_of_them():
    limited = replace(PRINCIPAL, seller_ids=frozenset({"A1"}))
    assert (limited.reaches("A1"), limited.reaches("B2"), PRINCIPAL.reaches("B2")) == (True, False, True)
    assert not replace(PRINCIPAL, seller_ids=frozenset()).reaches("A1")


def test_a_service_speaks_for_itself(signers, verifier):
    principal = service_principal("ads")
    assert verifier.verify(signers["ads"].sign(principal, now=NOW), now=NOW) == principal
    assert principal.scopes == {"internal"}


@pytest.mark.parametrize("principal", [PRINCIPAL, service_principal("catalog"), replace(PRINCIPAL, actor_id="ads")])
def test_a_service_may_not_speak_for_others(signers, verifier, principal):
    with pytest.raises(TokenError):
        verifier.verify(signers["ads"].sign(principal, now=NOW), now=NOW)


def test_a_token_ends_after_30_seconds_and_5_of_clock_skew(signers, verifier):
    token = signers["gateway"].sign(PRINCIPAL, now=NOW)
    for _ in range(2):  # the second time from memory
        assert verifier.verify(token, now=NOW + timedelta(seconds=35)) == PRINCIPAL
        with pytest.raises(TokenError):
            verifier.verify(token, now=NOW + timedelta(seconds=35.5))


def test_a_changed_token_is_refused_also_after_the_right_one_was_seen(signers, verifier):
    token = signers["gateway"].sign(PRINCIPAL, now=NOW)
    verifier.verify(token, now=NOW)
    head, claims, signature = token.split(".")
    forged = jwt.utils.base64url_encode(b'{"iss":"gateway","exp":9999999999,"ten":"other"}').decode()
    changed = signature[:-2] + ("A" if signature[-2] != "A" else "B") + signature[-1]
    for wrong in (f"{head}.{forged}.{signature}", f"{head}.{claims}.{changed}", f"{head}.{claims}."):
        with pytest.raises(TokenError):
            verifier.verify(wrong, now=NOW)


def test_other_keys_and_algorithms_are_refused(signers, verifier, public_keys):
    stranger = Signer("gateway", Ed25519PrivateKey.generate())
    unknown = Signer("other", Ed25519PrivateKey.generate())
    claims = {"iss": "gateway", "exp": int(NOW.timestamp()) + 30}
    secret = jwt.utils.base64url_encode(b"x" * 32).decode()
    for token in (
        stranger.sign(PRINCIPAL, now=NOW),
        unknown.sign(PRINCIPAL, now=NOW),
        jwt.encode(claims, None, algorithm="none"),
        jwt.encode(claims, secret, algorithm="HS256"),
        jwt.encode(claims, signers["gateway"].private_key, algorithm="EdDSA"),
        "",
        "a.b.c",
        "é",
    ):
        with pytest.raises(TokenError):
            verifier.verify(token, now=NOW)


def test_the_private_key_is_not_in_the_representation(signers):
    assert "PrivateKey" not in repr(signers["gateway"])
