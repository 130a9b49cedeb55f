"""The signed form of a principal: a JWT under EdDSA (RFC 8037), valid for 30 seconds.

The gateway signs, services hold only public keys and verify. Services sign their own principal
with their own key when they call the gateway's internal endpoints.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from shared.auth.principal import Principal

HEADER = "x-zhuli-principal"
LIFETIME = timedelta(seconds=30)
CLOCK_SKEW = timedelta(seconds=5)
_CACHED_TOKENS = 10_000


class TokenError(ValueError):
    """The token is not one of ours, not valid now, or not readable."""


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs principals as `issuer` with an Ed25519 private key in PEM."""

    issuer: str
    private_key: Ed25519PrivateKey = field(repr=False)

    @classmethod
    def of_pem(cls, issuer: str, pem: str) -> "Signer":
        """Read the key. Raises ValueError when it is not an Ed25519 private key."""
        key = load_pem_private_key(pem.encode(), password=None)
        if not isinstance(key, Ed25519PrivateKey):
            raise ValueError(f"the signing key of {issuer} is not an Ed25519 key")
        return cls(issuer, key)

    def sign(self, principal: Principal, *, now: datetime) -> str:
        """A token that carries the principal and ends 30 seconds from `now`."""
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "exp": int((now + LIFETIME).timestamp()),
            "knd": principal.kind,
            "ten": principal.tenant_id,
            "sub": principal.actor_id,
            "kid": principal.key_id,
            "scp": sorted(principal.scopes),
            "liv": principal.livemode,
        }
        # Most callers are neither: their token stays as short as it was.
        if principal.way != "own-key":
            claims["way"] = principal.way
        if principal.seller_ids is not None:
            claims["sel"] = sorted(principal.seller_ids)
        return jwt.encode(claims, self.private_key, algorithm="EdDSA")


class Verifier:
    """Verifies tokens against the public key of their issuer; a verified token is remembered until it ends."""

    def __init__(self, public_keys: Mapping[str, str]) -> None:
        self._keys: dict[str, Ed25519PublicKey] = {}
        for issuer, pem in public_keys.items():
            key = load_pem_public_key(pem.encode())
            if not isinstance(key, Ed25519PublicKey):
                raise ValueError(f"the public key of {issuer} is not an Ed25519 key")
            self._keys[issuer] = key
        self._verified: dict[str, tuple[float, Principal]] = {}

    def verify(self, token: str, *, now: datetime) -> Principal:
        """The principal in the token. Raises TokenError."""
        moment = now.timestamp()
        if known := self._verified.get(token):
            ends, principal = known
            if _is_valid(moment, ends):
                return principal
        ends, principal = self._read(token)
        if not _is_valid(moment, ends):
            raise TokenError("expired, or from a clock that is ahead")
        if len(self._verified) >= _CACHED_TOKENS:
            self._verified.clear()
        self._verified[token] = (ends, principal)
        return principal

    def _read(self, token: str) -> tuple[float, Principal]:
        try:
            issuer = str(jwt.decode(token, options={"verify_signature": False}).get("iss"))
            claims = jwt.decode(
                token,
                self._keys[issuer],
                algorithms=["EdDSA"],
                options={"verify_exp": False, "require": ["exp", "iss"]},
            )
            return _ends(claims), _principal(claims, issuer)
        except (jwt.InvalidTokenError, KeyError, TypeError, ValueError) as error:
            raise TokenError("not a valid principal") from error


def _is_valid(moment: float, ends: float) -> bool:
    """Whether a token that ends then may have been signed now, by clocks that differ by the skew at most."""
    return moment <= ends <= moment + (LIFETIME + 2 * CLOCK_SKEW).total_seconds()


def _ends(claims: Mapping[str, Any]) -> float:
    return float(claims["exp"]) + CLOCK_SKEW.total_seconds()


def _principal(claims: Mapping[str, Any], issuer: str) -> Principal:
    principal = Principal(
        kind=claims["knd"],
        tenant_id=claims["ten"],
        actor_id=claims["sub"],
        key_id=claims["kid"],
        scopes=frozenset(claims["scp"]),
        livemode=claims["liv"],
        way=claims.get("way", "own-key"),
        seller_ids=frozenset(claims["sel"]) if "sel" in claims else None,
    )
    # A service may speak for itself only; the gateway alone speaks for tenants.
    if issuer != "gateway" and (principal.kind != "service" or principal.actor_id != issuer):
        raise TokenError("an issuer may not speak for others")
    return principal
