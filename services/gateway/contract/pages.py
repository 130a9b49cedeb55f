"""Pages for people, made from the code: the way in, the events, the problems; in English and Chinese."""

import json
from collections.abc import Iterable
from html import escape
from typing import Any

from services.gateway.contract import events, problems, tags
from services.gateway.contract.event_kinds import KINDS
from services.gateway.contract.page_texts import (
    EVENTS_INTRO,
    FIND,
    HOLDS,
    NAVIGATION,
    PROBLEMS_INTRO,
    QUICK_START,
    REFERENCE,
    STEPS,
    TITLE,
    TO_DO,
)
from shared.texts import Language, Text

Document = dict[str, Any]
_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="/docs/favicon-32x32.png">
{styles}<link rel="stylesheet" href="/docs/pages.css">
</head>
<body>
<nav>{navigation}</nav>
<main>
{content}
</main>
{scripts}</body>
</html>
"""
_SWAGGER = """<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
"""


def front(language: Language, document: Document) -> str:
    """The way in: a quick start, all operations by chapter with words to find them by, and the reference below."""
    steps = "".join(_step(step.in_language(language)) for step in STEPS)
    chapters = "".join(_chapter(name, operations, language) for name, operations in _by_chapter(document))
    content = (
        f"<h1>{_said(TITLE, language)}</h1>\n<h2>{_said(QUICK_START, language)}</h2>\n<ol>{steps}</ol>\n"
        f'<p><input id="find" type="search" placeholder="{_said(FIND, language)}" '
        f'aria-label="{_said(FIND, language)}"></p>\n<div id="chapters">{chapters}</div>\n'
        f'<h2>{_said(REFERENCE, language)}</h2>\n<div id="page"></div>'
    )
    styles = '<link rel="stylesheet" href="/docs/swagger-ui.css">\n'
    return _page(language, "", TITLE, content, styles=styles, scripts=_SWAGGER)


def of_events(language: Language) -> str:
    """Every type of event with what it holds and how it looks."""
    entries = [
        f'<section id="{name}"><h2><code>{name}</code></h2><p>{_said(kind.when, language)}</p>'
        f"{_members(kind.shape.model_fields, language)}{_example(events.example_of(name))}</section>"
        for name, kind in KINDS.items()
    ]
    return _page(language, "/events", NAVIGATION["events"], _listed("events", EVENTS_INTRO, entries, KINDS, language))


def of_problems(language: Language) -> str:
    """Every code of a problem with what to do about it and how it looks."""
    known = problems.all_problems()
    entries = [
        f'<section id="{each.code}"><h2><code>{each.code}</code> <small>{each.status}</small></h2>'
        f"<p>{_said(each.title, language)}</p><p><b>{_said(TO_DO, language)}</b> {_said(each.remedy, language)}</p>"
        f"{_example(each.example)}</section>"
        for each in known
    ]
    codes = [each.code for each in known]
    return _page(
        language, "/problems", NAVIGATION["problems"], _listed("problems", PROBLEMS_INTRO, entries, codes, language)
    )


def _listed(name: str, intro: Text, entries: Iterable[str], anchors: Iterable[str], language: Language) -> str:
    links = " ".join(f'<a href="#{each}">{each}</a>' for each in anchors)
    return (
        f"<h1>{_said(NAVIGATION[name], language)}</h1>\n<p>{_said(intro, language)}</p>\n"
        f'<p class="links">{links}</p>\n' + "\n".join(entries)
    )


def _page(language: Language, path: str, title: Text, content: str, *, styles: str = "", scripts: str = "") -> str:
    return _PAGE.format(
        language="zh-CN" if language == "zh" else "en",
        title=_said(title, language),
        styles=styles,
        scripts=scripts,
        navigation=_navigation(language, path),
        content=content,
    )


def _navigation(language: Language, path: str) -> str:
    root, other = ("/docs/zh", "/docs/en") if language == "zh" else ("/docs/en", "/docs/zh")
    places = {"reference": "", "events": "/events", "problems": "/problems"}
    links = [f'<a href="{root}{place}">{_said(NAVIGATION[name], language)}</a>' for name, place in places.items()]
    links.append('<a href="/openapi.json">OpenAPI 3.1</a> <a href="/openapi-3.0.json">3.0</a>')
    return " ".join(
        [*links, f'<a class="language" href="{other}{path}">{_said(NAVIGATION["language"], language)}</a>']
    )


def _by_chapter(document: Document) -> list[tuple[str, list[tuple[str, str, Document]]]]:
    found: dict[str, list[tuple[str, str, Document]]] = {tag["name"]: [] for tag in document["tags"]}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            for tag in operation["tags"]:
                found[tag].append((method.upper(), path, operation))
    return list(found.items())


def _chapter(name: str, operations: list[tuple[str, str, Document]], language: Language) -> str:
    title = tags.chinese_tag(name) if language == "zh" else name
    rows = "".join(_row(method, path, operation, language) for method, path, operation in operations)
    words = escape(f"{name} {tags.chinese_tag(name)} {tags.search_words(name)}".lower(), quote=True)
    return f'<section data-words="{words}"><h3>{escape(title)}</h3><table>{rows}</table></section>\n'


def _row(method: str, path: str, operation: Document, language: Language) -> str:
    name = operation["operationId"]
    summary = (tags.chinese_summary(name) if language == "zh" else None) or operation["summary"]
    said = operation["description"].partition("\n")[0]
    words = escape(f"{name} {path} {summary} {said}".lower(), quote=True)
    return (
        f'<tr data-words="{words}"><td class="{method.lower()}">{method}</td><td><code>{escape(path)}</code></td>'
        f'<td><a href="#" data-operation="{name}">{escape(summary)}</a></td></tr>'
    )


def _members(fields: Iterable[str], language: Language) -> str:
    named = ", ".join(f"<code>{name}</code>" for name in fields)
    return f"<p>{_said(HOLDS, language)} {named}</p>"


def _example(example: Document) -> str:
    return f"<pre>{escape(json.dumps(example, indent=2, ensure_ascii=False))}</pre>"


def _step(step: str) -> str:
    text, _, code = step.partition("\n")
    return f"<li>{escape(text)}<pre>{escape(code)}</pre></li>" if code else f"<li>{escape(text)}</li>"


def _said(text: Text, language: Language) -> str:
    return escape(text.in_language(language))
