"""`make clients`: all clients into build/clients, the same bytes on every run; a warning is an error."""

import argparse
import hashlib
import shutil
import sys
import tempfile
from pathlib import Path

from clients.generators import GENERATORS, GeneratorError
from clients.tools import ROOT


def main() -> None:
    """Make the clients that are asked for; exits with 1 and what the generator said where one fails."""
    options = _options()
    asked = [name for name in GENERATORS if options.only in ("", name)]
    for name in asked:
        try:
            _print_made(_make(name, options.into), options.into)
        except GeneratorError as error:
            sys.exit(f"{name}: {error}")


def _make(name: str, into: Path) -> Path:
    """Made beside and moved at the end: what lies in `into` is whole."""
    made = into / name
    with tempfile.TemporaryDirectory(prefix="zhuli-client-") as folder:
        GENERATORS[name](Path(folder))
        shutil.rmtree(made, ignore_errors=True)
        shutil.copytree(folder, made)
    return made


def _print_made(made: Path, into: Path) -> None:
    digest, files = hashlib.sha256(), sorted(path for path in made.rglob("*") if path.is_file())
    for path in files:
        digest.update(f"{path.relative_to(into)}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    sys.stdout.write(f"{made.name:10} {len(files):4} files  sha256 {digest.hexdigest()}\n")
    sys.stdout.flush()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make clients", description=__doc__)
    parser.add_argument("--only", default="", choices=["", *GENERATORS], metavar="LANGUAGE")
    parser.add_argument("--into", default=ROOT / "build" / "clients", type=Path, metavar="FOLDER")
    return parser.parse_args()


if __name__ == "__main__":
    main()
