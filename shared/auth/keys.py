"""The signing keys of an installation: one Ed25519 pair per issuer, in a folder of PEM files.

`<issuer>.pem` is the private key and belongs to that program alone; `<issuer>.pub` goes to everybody.
"""

import os
import stat
from collections.abc import Iterable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from shared.auth.tokens import Signer


class KeyFileError(RuntimeError):
    """A key file is missing, or others on the machine can read it."""


def create_missing(folder: Path, issuers: Iterable[str]) -> None:
    """Make a pair for each issuer that has none; existing keys are never touched."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for issuer in issuers:
        if not (folder / f"{issuer}.pem").exists():
            _create(folder, issuer)


def signer_of(folder: Path, issuer: str) -> Signer:
    """The signer of one issuer. Raises KeyFileError."""
    return Signer.of_pem(issuer, read_secret(folder / f"{issuer}.pem"))


def public_keys(folder: Path) -> dict[str, str]:
    """All public keys in the folder as PEM texts by issuer."""
    return {path.stem: path.read_text() for path in sorted(folder.glob("*.pub"))}


def read_secret(path: Path) -> str:
    """The text of a secret file. Raises KeyFileError when it is missing or open to others."""
    if not path.exists():
        raise KeyFileError(f"{path.name} is missing; run `make migrate`")
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeyFileError(f"{path.name} can be read by others; set its mode to 600")
    return path.read_text()


def write_secret(path: Path, content: str) -> None:
    """Create a file that only its owner can read; an existing one is never overwritten."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(content)


def _create(folder: Path, issuer: str) -> None:
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (folder / f"{issuer}.pub").write_bytes(public)
    write_secret(folder / f"{issuer}.pem", private.decode())
