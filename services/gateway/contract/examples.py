"""Examples of requests and answers: recorded from a running installation (tests/openapi/record.py), one file each."""

import json
from collections.abc import Iterator
from importlib import resources
from typing import Any

Document = dict[str, Any]
FOLDER = resources.files(__package__).joinpath("examples")
_JSON = "application/json"


def example_of(name: str) -> Document | None:
    """What was recorded of an operation: `path`, `query`, `body`, `status` and `answer`, as far as it has them."""
    file = FOLDER.joinpath(f"{name}.json")
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else None


def show(operation: Document) -> None:
    """Add the recorded example to the body, to the answer, and to parameters that are required."""
    recorded = example_of(operation["operationId"])
    if recorded is None:
        return
    given = recorded.get("path", {}) | recorded.get("query", {})
    for parameter in operation.get("parameters", ()):
        if parameter.get("required") and parameter["name"] in given:
            parameter["example"] = given[parameter["name"]]
    for content in operation.get("requestBody", {}).get("content", {}).values():
        content["example"] = recorded["body"]
    for status, answer in operation["responses"].items():
        if status.startswith("2") and _JSON in answer.get("content", {}):
            answer["content"][_JSON]["example"] = recorded["answer"]


def say_once_more(document: Document) -> None:
    """Beside `examples` of a schema the first of them as `example`, which older tools read."""
    for schema in _with_examples(document["components"]["schemas"]):
        schema["example"] = schema["examples"][0]


def _with_examples(node: Any) -> Iterator[Document]:
    if isinstance(node, dict):
        if isinstance(node.get("examples"), list):
            yield node
        for value in node.values():
            yield from _with_examples(value)
    elif isinstance(node, list):
        for value in node:
            yield from _with_examples(value)
