"""The problems that the API answers with: what each means, what to do about it, and how it looks."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from services.gateway.contract.remedies import REMEDIES
from shared.problems import MEDIA_TYPE, FieldError, Problem
from shared.texts import Text

Document = dict[str, Any]
_REQUEST_ID = "9f2c61d04b7ea815"
_PATHS = ("services.", "shared.")
_ERRORS = {
    "invalid-request": FieldError(
        location="body", pointer="/seller_id", code="missing", message="This member is required"
    ),
    "unauthorized": FieldError(
        location="header", pointer="Authorization", code="missing", message="Send `Authorization: Bearer zhl_...`"
    ),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A problem as it is told of: `remedy` is what to do about it."""

    code: str
    status: int
    title: Text
    remedy: Text
    example: Document


def all_problems() -> list[Told]:
    """Every problem by its code; complete once all services are imported."""
    kinds = {kind.code: kind for kind in _kinds(Problem) if kind.__module__.startswith(_PATHS)}
    return [_told(kind) for _, kind in sorted(kinds.items())]


def _kinds(base: type[Problem]) -> Iterator[type[Problem]]:
    for kind in base.__subclasses__():
        if hasattr(kind, "code"):
            yield kind
        yield from _kinds(kind)


def _told(kind: type[Problem]) -> Told:
    remedy = REMEDIES.get(kind.code) or kind.hint or kind.title
    return Told(kind.code, kind.status, kind.title, remedy, _example(kind))


def _example(kind: type[Problem]) -> Document:
    """As it is answered in English to a caller for whom there is nothing more to say."""
    errors = [_ERRORS[kind.code]] if kind.code in _ERRORS else []
    if member := getattr(kind, "member", ""):
        found = FieldError(location="body", pointer=f"/{member}", code=kind.code, message=kind.title.en)
        errors = [found]
    problem = Problem.__new__(kind)
    Problem.__init__(problem, errors=errors)
    return problem.document(language="en", request_id=_REQUEST_ID, instance="/v1/...")


def show_examples(document: Document) -> None:
    """Give every refusal an example of each of its codes: `examples`, and the first as `example` too."""
    known = {problem.code: problem for problem in all_problems()}
    used: set[str] = set()
    for answer in _refusals(document):
        content = answer["content"][MEDIA_TYPE]
        codes = [code for code in answer["description"].split(", ") if code in known] or ["not-found"]
        used.update(codes)
        content["example"] = known[codes[0]].example
        content["examples"] = {code: {"$ref": f"#/components/examples/{code}"} for code in codes}
    document["components"]["examples"] = {
        code: {"summary": known[code].title.en, "description": known[code].remedy.en, "value": known[code].example}
        for code in sorted(used)
    }


def share_answers(document: Document) -> None:
    """Refusals that are the same at many operations become components."""
    responses = document["components"]["responses"]
    for operations in document["paths"].values():
        for operation in operations.values():
            for status, answer in operation["responses"].items():
                if MEDIA_TYPE not in answer.get("content", {}):
                    continue
                name = "any" if status == "default" else answer["description"].replace(", ", ".")
                if responses.setdefault(name, answer) == answer:
                    operation["responses"][status] = {"$ref": f"#/components/responses/{name}"}
    document["components"]["responses"] = dict(sorted(responses.items()))


def _refusals(document: Document) -> Iterator[Document]:
    """Every answer that is a problem."""
    answers = [*document["components"]["responses"].values()]
    for operations in document["paths"].values():
        for operation in operations.values():
            answers += operation["responses"].values()
    return (answer for answer in answers if MEDIA_TYPE in answer.get("content", {}))
