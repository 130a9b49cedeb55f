"""One function a language: it fills an empty folder with that language's client."""

import functools
import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from clients.tools import DOCUMENTS, JUDGES_BIN, NODE_BIN, PYTHON, ROOT, VERSION, GeneratorError, copy_settings, run

__all__ = ["GENERATORS", "GeneratorError"]


def _python(folder: Path) -> None:
    """The sources and `dist/`, a wheel of them."""
    copy_settings("python", folder)
    generator: list[str | Path] = [
        JUDGES_BIN / "openapi-python-client",
        "generate",
        "--fail-on-warning",
        "--meta=none",
    ]
    run([*generator, f"--path={DOCUMENTS['3.1']}", "--output-path=zhuli_client"], folder)
    (folder / "zhuli_client" / "py.typed").touch()
    run([PYTHON, "-m", "hatchling", "build", "-t", "wheel"], folder)


def _typescript(folder: Path) -> None:
    """The sources, what the compiler makes of them in its strictest mode, and a package of the latter."""
    copy_settings("typescript", folder)
    run([NODE_BIN / "openapi-ts", "-i", DOCUMENTS["3.1"]], folder)
    run([NODE_BIN / "tsc", "-p", "."], folder)
    run(["npm", "pack", "--silent"], folder)


def _with_java(language: str, folder: Path) -> None:
    """What openapi-generator makes. Of 3.0.3: it warns that it can read 3.1 only so far."""
    copy_settings(language, folder)
    (folder / ".openapi-generator-ignore").write_bytes(_IGNORED.read_bytes())
    document = folder / "openapi.json"
    document.write_text(json.dumps(_without_samples(json.loads(DOCUMENTS["3.0"].read_text()))))
    versions = f"--additional-properties=artifactVersion={VERSION},packageVersion={VERSION}"
    generator: list[str | Path] = [JUDGES_BIN / "openapi-generator-cli", "generate", "--config=config.yaml", versions]
    run([*generator, f"--input-spec={document}", f"--output={folder}"], folder)
    for name in ("config.yaml", "openapi.json", ".openapi-generator-ignore"):
        (folder / name).unlink()
    shutil.rmtree(folder / ".openapi-generator")


def _without_samples(node: Any) -> Any:
    """Without examples and lists as defaults: this generator complains that it can make nothing of them."""
    if isinstance(node, list):
        return [_without_samples(item) for item in node]
    if not isinstance(node, dict):
        return node
    left_out = {"example", "examples"} | ({"default"} if isinstance(node.get("default"), list) else set())
    return {name: _without_samples(value) for name, value in node.items() if name not in left_out}


_IGNORED = ROOT / "clients" / "openapi-generator-ignore"

GENERATORS: Mapping[str, Callable[[Path], None]] = {
    "python": _python,
    "typescript": _typescript,
    **{language: functools.partial(_with_java, language) for language in ("java", "csharp", "go", "php")},
}
