"""What a newer document of the API takes from those who wrote against an older one.

Requests may become more lenient and answers may say more; the other way round breaks somebody. Whatever a generated
client has a name for (operations, members, lists) has to stay as well.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Document = dict[str, Any]
_UPPER, _LOWER = ("maxLength", "maximum", "maxItems"), ("minLength", "minimum", "minItems")
_METHODS = ("get", "put", "post", "patch", "delete")


def breaks(older: Document, newer: Document) -> list[str]:
    """One line for each break, in the order of the document; none where a client goes on."""
    return list(dict.fromkeys([*_of_paths(older, newer), *_of_events(older, newer)]))


def _of_paths(older: Document, newer: Document) -> Iterator[str]:
    for path, operations in older["paths"].items():
        for method in filter(operations.__contains__, _METHODS):
            operation = newer["paths"].get(path, {}).get(method)
            if operation is None:
                yield f"{method.upper()} {path}: gone"
            else:
                pair = _Pair(older, newer, f"{method.upper()} {path}")
                yield from pair.operation(operations[method], operation)


def _of_events(older: Document, newer: Document) -> Iterator[str]:
    """What is told to webhooks is read like an answer."""
    for name, told in older.get("webhooks", {}).items():
        other = newer.get("webhooks", {}).get(name)
        if other is None:
            yield f"event {name}: gone"
            continue
        before, after = (each["post"]["requestBody"]["content"]["application/json"] for each in (told, other))
        yield from _Pair(older, newer, f"event {name}").schemas(before["schema"], after["schema"], "body", sent=False)


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two documents at one operation, whose name each line begins with."""

    older: Document
    newer: Document
    place: str

    def operation(self, before: Document, after: Document) -> Iterator[str]:
        if before["operationId"] != after["operationId"]:
            yield f"{self.place}: operationId is {after['operationId']}, was {before['operationId']}"
        yield from self._security(before, after)
        yield from self._parameters(before.get("parameters", ()), after.get("parameters", ()))
        yield from self._body(before.get("requestBody"), after.get("requestBody"))
        yield from self._answers(before["responses"], after["responses"])

    def _security(self, before: Document, after: Document) -> Iterator[str]:
        had, has = (_scopes(each.get("security", ())) for each in (before, after))
        if has is not None and (had is None or has - had):
            yield f"{self.place}: needs {', '.join(sorted(has - (had or set()))) or 'a key'}"

    def _parameters(self, before: Any, after: Any) -> Iterator[str]:
        had, has = ({(each["in"], each["name"]): each for each in given} for given in (before, after))
        for key, parameter in has.items():
            name = f"parameter {key[1]}"
            if key not in had:
                if parameter.get("required"):
                    yield f"{self.place}: {name} is new and required"
                continue
            if parameter.get("required") and not had[key].get("required"):
                yield f"{self.place}: {name} is required"
            yield from self.schemas(had[key]["schema"], parameter["schema"], name, sent=True)
        yield from (f"{self.place}: parameter {key[1]} is gone" for key in had if key not in has)

    def _body(self, before: Document | None, after: Document | None) -> Iterator[str]:
        if after is not None and after.get("required") and not (before or {}).get("required"):
            yield f"{self.place}: a body is required"
        for kind, content in (before or {}).get("content", {}).items():
            other = (after or {}).get("content", {}).get(kind)
            if other is None:
                yield f"{self.place}: takes no {kind}"
            else:
                yield from self.schemas(content["schema"], other["schema"], "body", sent=True)

    def _answers(self, before: Document, after: Document) -> Iterator[str]:
        for status in (each for each in before if each.startswith("2")):
            if status not in after:
                yield f"{self.place}: answers no {status}"
                continue
            had, has = _at(self.older, before[status]), _at(self.newer, after[status])
            for kind, content in had.get("content", {}).items():
                other = has.get("content", {}).get(kind)
                if other is None:
                    yield f"{self.place}: answers no {kind}"
                else:
                    yield from self.schemas(content["schema"], other["schema"], f"answer {status}", sent=False)

    def schemas(
        self, before: Document, after: Document, where: str, *, sent: bool, met: frozenset[str] = frozenset()
    ) -> Iterator[str]:
        """What breaks in a schema of what is `sent`, or else of what is answered."""
        name = before.get("$ref", "")
        if name and name in met:
            return
        met |= {name}
        before, after = _at(self.older, before), _at(self.newer, after)
        had, has = self._branches(self.older, before), self._branches(self.newer, after)
        yield from self._types(had, has, where, sent=sent)
        for kind in had.keys() & has.keys():
            yield from self._values(had[kind], has[kind], where, sent=sent)
            if sent:
                yield from self._bounds(had[kind], has[kind], where)
            if kind == "array":
                items = had[kind].get("items", {}), has[kind].get("items", {})
                yield from self.schemas(*items, f"{where}[]", sent=sent, met=met)
            if kind == "object":
                yield from self._members(had[kind], has[kind], where, sent=sent, met=met)

    def _types(
        self, had: Mapping[str, Document], has: Mapping[str, Document], where: str, *, sent: bool
    ) -> Iterator[str]:
        taken, given = (had, has) if sent else (has, had)
        for kind in sorted(taken.keys() - given.keys()):
            # Whole numbers are numbers, and where no type is said any is meant.
            if "any" not in given and not (kind == "integer" and "number" in given):
                yield f"{self.place}: {where} {'takes no' if sent else 'may be'} {kind}"

    def _values(self, before: Document, after: Document, where: str, *, sent: bool) -> Iterator[str]:
        had, has = (set(map(str, each["enum"])) if "enum" in each else None for each in (before, after))
        if sent and has is not None:
            lost = sorted((had or set()) - has)
            if had is None or lost:
                yield f"{self.place}: {where} takes no {', '.join(lost) or 'other values'}"
        if not sent and had is not None and (has is None or has - had):
            yield f"{self.place}: {where} may be {', '.join(sorted((has or set()) - had)) or 'anything'}"
        for word in ("format", "pattern") if sent else ("format",):
            if before.get(word) != after.get(word) and (word in after or not sent):
                yield f"{self.place}: {where} has the {word} {after.get(word)}, was {before.get(word)}"

    def _bounds(self, before: Document, after: Document, where: str) -> Iterator[str]:
        """Limits of what is sent that are tighter than before."""
        for words, is_tighter in ((_UPPER, _is_less), (_LOWER, _is_more)):
            for word in words:
                if is_tighter(after.get(word), before.get(word)):
                    yield f"{self.place}: {where} has the {word} {after.get(word)}, was {before.get(word)}"

    def _members(
        self, before: Document, after: Document, where: str, *, sent: bool, met: frozenset[str]
    ) -> Iterator[str]:
        had, has = before.get("properties", {}), after.get("properties", {})
        needed = set(after.get("required", ())) - set(before.get("required", ()))
        sure = set(before.get("required", ())) - set(after.get("required", ()))
        yield from (f"{self.place}: {where}.{name} is gone" for name in had if name not in has)
        if sent:
            yield from (f"{self.place}: {where}.{name} is required" for name in sorted(needed))
            if after.get("additionalProperties") is False and before.get("additionalProperties") is not False:
                yield f"{self.place}: {where} takes no other members"
        else:
            yield from (f"{self.place}: {where}.{name} may be missing" for name in sorted(sure & has.keys()))
        for name in had.keys() & has.keys():
            yield from self.schemas(had[name], has[name], f"{where}.{name}", sent=sent, met=met)
        others = before.get("additionalProperties"), after.get("additionalProperties")
        if all(isinstance(each, dict) for each in others):
            yield from self.schemas(*others, f"{where}.*", sent=sent, met=met)  # type: ignore[misc]

    def _branches(self, document: Document, schema: Document) -> dict[str, Document]:
        """The schema by type, whichever of `anyOf` has it; `any` where none is said."""
        found: dict[str, Document] = {}
        for each in schema.get("anyOf", schema.get("oneOf", [schema])):
            branch = _at(document, each)
            kinds = branch.get("type", "any")
            for kind in [kinds] if isinstance(kinds, str) else kinds:
                found.setdefault(kind, branch)
        return found


def _at(document: Document, node: Document) -> Document:
    while "$ref" in node:
        target: Any = document
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        node = target
    return node


def _scopes(security: Any) -> set[str] | None:
    """What a key must be allowed; None where no key is needed."""
    return {scope for each in security for scopes in each.values() for scope in scopes} if security else None


def _is_less(value: float | None, other: float | None) -> bool:
    return value is not None and (other is None or value < other)


def _is_more(value: float | None, other: float | None) -> bool:
    return value is not None and value > (other or 0)
