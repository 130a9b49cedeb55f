"""Records the examples of the API document from a running installation that nobody needs afterwards.

    zhuli run --data build/recorded --port 8300        # in another terminal; take the owner's key from its screen
    python -m tests.openapi.record http://127.0.0.1:8300 zhl_test_... [operationId ...]

All operations are asked; with operationIds only their examples are written.
"""

import json
import sys
from pathlib import Path

from services.gateway.contract.examples import FOLDER
from tests.openapi.recording import Recorder, await_import, in_order


def main(url: str, key: str, *names: str) -> int:
    """Write the examples, and say which operations were refused."""
    recorder, refused = Recorder(url, key), []
    for operation in in_order():
        if operation.name == "create_ads_report_import":
            recorder.send_file("docs/samples/unified-placements.csv")
        if operation.name == "list_actors":
            await_import(recorder)
        try:
            example = recorder.record(operation)
        except (AssertionError, KeyError) as error:
            refused.append(f"{operation.name}: {error}")
            continue
        if not names or operation.name in names:
            text = json.dumps(example, indent=1, ensure_ascii=False)
            (Path(str(FOLDER)) / f"{operation.name}.json").write_text(text + "\n")
    sys.stderr.write("".join(f"{each}\n" for each in refused))
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
