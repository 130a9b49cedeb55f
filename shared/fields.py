"""What is wrong with the members of a request, for whoever sent it: where, and what to write instead.

Pydantic names places of our Python (union branches, validators, models) and gives a line for each branch that it
tried. What leaves here names members of the request only, and one line for each mistake.
"""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, get_args

from pydantic import BaseModel

from shared.field_texts import BY_TYPE, GENERAL, KNOWN, MEANT, MEMBERS
from shared.problems import FieldError, field_error
from shared.texts import Text

_patterns: dict[str, Text] = {}
_QUOTED = re.compile(r"'([^']*)'")
_OBJECTS = ("model_type", "model_attributes_type")
_NONE = "none_required"
"""What the branch of null says of any value; whoever left the member out would not have met it."""

_NOTHING = object()
Path = tuple[str | int, ...]


class FieldValueError(ValueError):
    """Raised by a validator of ours: its code and text go out as they are; `member` of the model it is about."""

    def __init__(self, code: str, text: Text, *, member: str = "") -> None:
        super().__init__(text.en)
        self.code, self.text, self.member = code, text, member


def explained(pattern: str, *, en: str, zh: str) -> str:
    """The pattern, remembered with what people are told who miss it."""
    _patterns[pattern] = Text(en=en, zh=zh)
    return pattern


def explanation_of(pattern: str) -> Text | None:
    """What is told of a pattern."""
    return _patterns.get(pattern)


def body_errors(found: Iterable[Mapping[str, Any]], value: Any, model: type[BaseModel]) -> list[FieldError]:
    """The lines of a ValidationError of a body, or of an item in one, in the caller's language.

    `value` is what was checked, and decides which parts of a place are members; `model` names those there are.
    """
    return _one_each(_of_body(each, value, model) for each in found)


def parameter_errors(found: Iterable[Mapping[str, Any]], known: Sequence[str]) -> list[FieldError]:
    """The same of parameters, whose places begin with `query`, `header`, `path`; `known` are those of the query."""
    return _one_each(_of_parameter(each, known) for each in found)


def _one_each(errors: Iterable[FieldError]) -> list[FieldError]:
    """One for a member; none for a member that holds another at fault, since only a union reports both."""
    first: dict[tuple[str, str], FieldError] = {}
    for error in errors:
        place = (error.location, error.pointer)
        if place not in first or first[place].code == _NONE:
            first[place] = error
    held = {(location, parent) for location, pointer in first for parent in _parents(pointer)}
    return [error for place, error in first.items() if place not in held]


def _parents(pointer: str) -> Iterator[str]:
    while pointer:
        pointer = pointer.rpartition("/")[0]
        yield pointer


def _of_body(item: Mapping[str, Any], value: Any, model: type[BaseModel]) -> FieldError:
    path = (*_members_in(tuple(item["loc"]), value, item["type"]), *_own_member(item))
    at = path if item["type"] in _OBJECTS else path[:-1]
    code, text = _said(item, _names_at(model, at))
    return field_error("".join(f"/{_escaped(part)}" for part in path), code, text)


def _of_parameter(item: Mapping[str, Any], known: Sequence[str]) -> FieldError:
    location, *rest = [str(part) for part in item["loc"]] or ["query"]
    name = (rest[:1] or list(_own_member(item)) or [""])[0]
    code, text = _said({**item, "loc": (name,)}, known)
    return field_error(name, code, text, location=location)


def _own_member(item: Mapping[str, Any]) -> tuple[str, ...]:
    error = item.get("ctx", {}).get("error")
    return (error.member,) if isinstance(error, FieldValueError) and error.member else ()


def _members_in(place: Path, value: Any, kind: str) -> Path:
    """The parts of a place that are members of the value, or the one that it lacks."""
    path: list[str | int] = []
    for index, part in enumerate(place):
        inside = _inside(value, part)
        if inside is not _NOTHING:
            value = inside
        elif kind != "missing" or index < len(place) - 1:
            continue
        path.append(part)
    return tuple(path)


def _inside(value: Any, part: str | int) -> Any:
    if isinstance(value, Mapping):
        return value.get(part, _NOTHING)
    if isinstance(value, list) and isinstance(part, int) and part < len(value):
        return value[part]
    return _NOTHING


def _said(item: Mapping[str, Any], names: Sequence[str]) -> tuple[str, Text]:
    code, context = str(item["type"]), dict(item.get("ctx", {}))
    error = context.get("error")
    if isinstance(error, FieldValueError):
        return error.code, error.text
    if code == "extra_forbidden":
        return code, _unknown(str(item["loc"][-1]), sorted(names))
    if code in _OBJECTS:
        return code, MEMBERS.filled(names=", ".join(names))
    if code == "string_pattern_mismatch" and (text := explanation_of(context["pattern"])):
        return code, text
    if "expected" in context:
        context["expected"] = ", ".join(_QUOTED.findall(context["expected"])) or context["expected"]
    if code not in BY_TYPE:
        return code, Text(en=item["msg"], zh=item["msg"])
    return code, BY_TYPE[code].filled(**context) if context else BY_TYPE[code]


def _unknown(name: str, names: Sequence[str]) -> Text:
    if near := difflib.get_close_matches(name[:100], names, n=1):
        return MEANT.filled(name=near[0])
    return KNOWN.filled(names=", ".join(names)) if names else GENERAL


def _names_at(model: type[BaseModel], path: Path) -> list[str]:
    """The members that the model has at a place."""
    models = [model]
    for part in path:
        if isinstance(part, str):
            fields = [each.model_fields[part] for each in models if part in each.model_fields]
            models = [found for field in fields for found in _models_in(field.annotation)]
    return [name for each in models for name in each.model_fields]


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for argument in get_args(annotation) for model in _models_in(argument)]


def _escaped(part: str | int) -> str:
    """As RFC 6901 writes it."""
    return str(part).replace("~", "~0").replace("/", "~1")
