"""A beginner: sends a request that is wrong, reads the answer, and changes only what it says."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import httpx

_HAN = re.compile("[\u4e00-\u9fff]")
_INTERNALS = re.compile(r"function-|Create\b|Update\b|Query\b|\[key=|typed|constrained|lax-or|chain\[|union")


@dataclass(frozen=True)
class Sent:
    """A request of a beginner; `{name}` in paths and values are ids of the tenant's own."""

    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    query: str = ""
    json: Any = None
    content: bytes | None = None

    def with_header(self, name: str, value: str) -> "Sent":
        return replace(self, headers={**self.headers, name: value})

    def without_header(self, name: str) -> "Sent":
        return replace(self, headers={each: value for each, value in self.headers.items() if each != name})

    def with_member(self, pointer: str, value: Any) -> "Sent":
        return replace(self, json=_changed(self.json, pointer.split("/")[1:], value))

    def through(self, http: httpx.Client) -> httpx.Response:
        url = f"{self.path}?{self.query}" if self.query else self.path
        sent = {"json": self.json} if self.json is not None else {"content": self.content}
        return http.request(self.method, url, headers=self.headers, **sent)


@dataclass(frozen=True)
class Told:
    """What an answer says: all its sentences as one text, the first member at fault, and headers."""

    text: str
    pointer: str
    headers: httpx.Headers
    body: dict[str, Any]

    def found(self, pattern: str) -> str:
        """What the pattern's group finds in the text. Fails where the answer does not say it."""
        match = re.search(pattern, self.text)
        assert match, f"{self.text!r} does not say {pattern!r}"
        return match[1]


Mend = Callable[[Sent, Told], Sent]


@dataclass(frozen=True)
class Mistake:
    """One mistake: its request, the status and code of the refusal, the member named, and what mends it."""

    name: str
    sent: Sent
    status: int
    code: str
    pointer: str | None
    mend: Mend


def told_of(answer: httpx.Response) -> Told:
    """What the problem says, or the first item of a batch that is refused."""
    body = answer.json()
    errors = body.get("errors") or [error for each in body.get("results", ()) for error in each["errors"]]
    sentences = [body.get("title", ""), body.get("detail", ""), *(error["message"] for error in errors)]
    assert len(errors) <= 1, f"one mistake, but {errors}"
    assert not _INTERNALS.search(answer.text), answer.text
    return Told("\n".join(sentences), errors[0]["pointer"] if errors else "", answer.headers, body)


def is_chinese(answer: httpx.Response) -> bool:
    """Whether each sentence for people is in Chinese, and the answer says so."""
    body = answer.json()
    errors = body.get("errors") or [error for each in body.get("results", ()) for error in each["errors"]]
    sentences = [body.get("title"), body.get("detail"), *(error["message"] for error in errors)]
    return answer.headers["content-language"] == "zh-CN" and all(_HAN.search(each) for each in sentences if each)


def _changed(content: Any, path: list[str], value: Any) -> Any:
    if not path:
        return value
    head, rest = path[0], path[1:]
    if isinstance(content, list):
        index = int(head)
        return [_changed(each, rest, value) if at == index else each for at, each in enumerate(content)]
    kept = {} if content is None else content
    if value is ... and not rest:
        return {name: each for name, each in kept.items() if name != head}
    return {**kept, head: _changed(kept.get(head), rest, value)}
