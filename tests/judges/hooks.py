"""What the fuzzer is told about this API: a check of its own, and not to cut off the branch it sits on."""

import json
import re
from pathlib import Path

import schemathesis

_HELD = set(re.findall(r"zhl_[a-z]+_(\w{8})_", Path("users.json").read_text()))
_HELD_ACCOUNTS = set(json.loads(Path("held.json").read_text()))
_ENDING_A_KEY = {"revoke_api_key", "rotate_api_key"}
_ENDING_AN_ACCOUNT = {"delete_seller_account", "stop_seller_account"}
_NOBODYS, _NO_ACCOUNT = "00000000", "A0NOBODYS0000"
_OF_THE_PATH = {404, 405}
"""What a path that the fuzzer has bent out of shape leads to: no operation, so nothing that documents it."""


@schemathesis.hook
def before_call(context, case, kwargs):
    """Never end a key or an account that the judges hold: later answers would be 401 and 404, and nothing judged."""
    called = _operation(case)["operationId"]
    if called in _ENDING_A_KEY and case.path_parameters.get("key_id") in _HELD:
        case.path_parameters["key_id"] = _NOBODYS
    if called in _ENDING_AN_ACCOUNT and case.path_parameters.get("seller_id") in _HELD_ACCOUNTS:
        case.path_parameters["seller_id"] = _NO_ACCOUNT


@schemathesis.check
def status_is_named(ctx, response, case):
    """`default` documents the shape of every problem; which statuses there are has to be said one by one."""
    documented = _operation(case)["responses"]
    if response.status_code not in _OF_THE_PATH and str(response.status_code) not in documented:
        raise AssertionError(f"the document does not name {response.status_code}")


def _operation(case):
    return case.operation.definition.raw
