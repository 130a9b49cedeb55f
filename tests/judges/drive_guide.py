"""A guide of docs/clients, done as it says: `drive_guide.py LANGUAGE CLIENTS URL KEY`.

Its blocks in LANGUAGE are one program, which its `sh` blocks build and run in an empty folder; what is printed
has to be what its `text` blocks say.
"""

import difflib
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAMS = {
    "python": ("python", "journey.py"),
    "typescript": ("ts", "journey.ts"),
    "java": ("java", "Journey.java"),
    "go": ("go", "main.go"),
    "php": ("php", "journey.php"),
}
PINNED = re.compile(r"^([a-z0-9._-]+==[^ ]+( ;.*)?) \\$", re.MULTILINE)


def main(language, clients, url, key):
    text = (ROOT / "docs" / "clients" / f"{language}.md").read_text()
    block, program = PROGRAMS[language]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / program).write_text(blocks(text, block))
        place = {"ZHULI_URL": url, "ZHULI_KEY": key, "ZHULI_CLIENTS": clients}
        done = subprocess.run(
            ["sh", "-eu", "-c", blocks(text, "sh")],
            cwd=folder,
            env=os.environ | versions(folder) | place,
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
    expected = blocks(text, "text")
    told = expected.splitlines(True), done.stdout.splitlines(True)
    sys.stdout.writelines(difflib.unified_diff(*told, "guide", "done"))
    sys.exit(done.returncode or done.stdout != expected)


def blocks(text, language):
    """All blocks in a language, one after the other; there has to be one."""
    found = re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert found, language
    return "".join(found)


def versions(folder):
    """Installed are the versions that our locks have: those of Python by name, those of Node from npm's own cache.

    Java's libraries come from Debian, and Jackson from the generator, which brings it along: no Maven is needed.
    """
    locked = folder / "locked.txt"
    pins = PINNED.findall((ROOT / "requirements-judges.lock").read_text())
    locked.write_text("".join(f"{pin}\n" for pin, _ in pins))
    (jackson,) = ROOT.glob(".venv-judges/lib/python3*/site-packages/openapi_generator_cli/openapi-generator.jar")
    jars = [jackson, *(Path("/usr/share/java", f"{name}.jar") for name in ("httpmime", "jakarta-annotation-api"))]
    return {
        "PIP_CONSTRAINT": str(locked),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "npm_config_prefer_offline": "true",
        "CLASSPATH": os.pathsep.join(map(str, jars)),
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
