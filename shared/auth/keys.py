"""The signing keys of an installation: one Ed25519 pair per issuer, in a folder of PEM files.

`<issuer>.pem` is the private key and belongs to that program alone; `<issuer>.pub` goes to everybody.
"""

import os
import stat
from collections.abc import Iterable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from shared.auth.tokens import Signer


class KeyFileError(RuntimeError):
    """A key file is missing, empty or not whole, or others on the machine can read it."""


def create_missing(folder: Path, issuers: Iterable[str]) -> None:
    """Make a pair for each issuer that has none; existing keys are never touched."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for issuer in issuers:
        if not (folder / f"{issuer}.pem").exists():
            _create(folder, issuer)


def signer_of(folder: Path, issuer: str) -> Signer:
    """The signer of one issuer. Raises KeyFileError."""
    return Signer.of_pem(issuer, read_secret(folder / f"{issuer}.pem"))


def require_pair(folder: Path, issuer: str) -> None:
    """Raise KeyFileError unless both keys of an issuer are there and belong together."""
    private, public = folder / f"{issuer}.pem", folder / f"{issuer}.pub"
    try:
        key = load_pem_private_key(read_secret(private).encode(), None)
        made = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    except ValueError as error:
        raise KeyFileError(f"{private.name} is not whole") from error
    if not public.exists():
        raise KeyFileError(f"{public.name} is missing; run `make migrate`")
    if public.read_bytes().strip() != made.strip():
        raise KeyFileError(f"{public.name} is not the public key of {private.name}")


def public_keys(folder: Path) -> dict[str, str]:
    """All public keys in the folder as PEM texts by issuer."""
    return {path.stem: path.read_text() for path in sorted(folder.glob("*.pub"))}


def read_secret(path: Path) -> str:
    """The text of a secret file. Raises KeyFileError when it is missing, empty or open to others."""
    if not path.exists():
        raise KeyFileError(f"{path.name} is missing; run `make migrate`")
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeyFileError(f"{path.name} can be read by others; set its mode to 600")
    text = path.read_text(errors="replace")
    if not text.strip():
        raise KeyFileError(f"{path.name} is empty")
    return text


def write_secret(path: Path, content: str) -> None:
    """Create a file that only its owner can read, whole or not at all; an existing one is never overwritten."""
    unfinished = _unfinished(path, content)
    try:
        os.link(unfinished, path)
    finally:
        unfinished.unlink()


def replace_secret(path: Path, content: str) -> None:
    """Put another content in place of such a file; whoever reads it, also after a crash, has one of the two."""
    os.replace(_unfinished(path, content), path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _unfinished(path: Path, content: str) -> Path:
    unfinished = path.with_name(f"{path.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return unfinished


def _create(folder: Path, issuer: str) -> None:
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (folder / f"{issuer}.pub").write_bytes(public)
    write_secret(folder / f"{issuer}.pem", private.decode())
