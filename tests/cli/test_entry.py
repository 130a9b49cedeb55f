"""Where the command `zhuli` begins: its imports are not searched for garbage, what it does later is."""

import subprocess
import sys

from tests.cli.conftest import ROOT

CODE = """
import gc, sys
collected = []
gc.callbacks.append(lambda phase, told: collected.append(phase))
sys.argv = ["zhuli", "--help"]
from services.cli.entry import main
try:
    main()
except SystemExit as ended:
    print(ended.code, gc.isenabled(), len(collected), gc.get_freeze_count() > 100_000)
"""


def test_imports_are_not_searched_for_garbage_and_what_follows_is():
    run = subprocess.run([sys.executable, "-c", CODE], cwd=ROOT, capture_output=True, text=True, check=True)
    code, is_enabled, collections, is_frozen = run.stdout.splitlines()[-1].split()
    assert (code, is_enabled, is_frozen) == ("0", "True", "True")
    assert int(collections) < 50, "imports alone make for hundreds"
