"""What is said of a path or a method that no operation has: the one that is near."""

import difflib
from collections.abc import Iterable

from shared.problems import NotFoundError, PathUnknownError, Problem
from shared.texts import Text

_LONGEST = 200
_ALL = Text(en="All paths are in /openapi.json and on the page /docs.", zh="全部路径见 /openapi.json 和页面 /docs。")
_SLASH = Text(en="Leave out the slash at the end: {path}", zh="请去掉末尾的斜杠：{path}")
_NEAR = Text(en="Did you mean {path}?", zh="是否应为 {path}？")
_LIST = Text(en="GET {path} lists what there is.", zh="GET {path} 列出现有内容。")


def path_unknown(path: str, known: Iterable[str]) -> Problem:
    """The answer to a path that is none of `known`, which have their parameters in braces."""
    if len(path) > _LONGEST:
        return PathUnknownError(_ALL)
    filled = [_filled(each, path.rstrip("/")) for each in known]
    if path.endswith("/") and path.rstrip("/") in filled:
        return PathUnknownError(_SLASH.filled(path=path.rstrip("/")))
    near = difflib.get_close_matches(path, filled, n=1, cutoff=0.7)
    return PathUnknownError(_NEAR.filled(path=near[0]) if near else _ALL)


def nothing_there(template: str, known: Iterable[str]) -> Problem:
    """The answer to a path whose last parameter leads to nothing of the tenant; `known` are as above."""
    head, _, rest = template.rpartition("/{")
    name = rest.partition("}")[0]
    if not name:
        return NotFoundError()
    is_list = "{" not in head and head in known
    return NotFoundError.of(name, location="path", detail=_LIST.filled(path=head) if is_list else None)


def _filled(template: str, path: str) -> str:
    """The known path with what was sent in place of its parameters, if it has as many parts."""
    parts, given = template.split("/"), path.split("/")
    if len(parts) != len(given):
        return template
    return "/".join(sent if part.startswith("{") else part for part, sent in zip(parts, given, strict=True))
