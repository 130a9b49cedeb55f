"""One function a language: it fills an empty folder with that language's client."""

from collections.abc import Callable, Mapping
from pathlib import Path

from clients.tools import DOCUMENTS, JUDGES_BIN, NODE_BIN, PYTHON, GeneratorError, copy_settings, run

__all__ = ["GENERATORS", "GeneratorError"]


def _python(folder: Path) -> None:
    """The sources and `dist/`, a wheel of them."""
    copy_settings("python", folder)
    document = f"--path={DOCUMENTS['3.1']}"
    generator: list[str | Path] = [JUDGES_BIN / "openapi-python-client", "generate", "--meta=none"]
    run([*generator, "--fail-on-warning", document, "--output-path=zhuli_client"], folder)
    (folder / "zhuli_client" / "py.typed").touch()
    run([PYTHON, "-m", "hatchling", "build", "-t", "wheel"], folder)


def _typescript(folder: Path) -> None:
    """The sources, what the compiler makes of them in its strictest mode, and a package of the latter."""
    copy_settings("typescript", folder)
    run([NODE_BIN / "openapi-ts", "-i", DOCUMENTS["3.1"]], folder)
    run([NODE_BIN / "tsc", "-p", "."], folder)
    run(["npm", "pack", "--silent"], folder)


GENERATORS: Mapping[str, Callable[[Path], None]] = {
    "python": _python,
    "typescript": _typescript,
}
