"""The page of consent, and the address to which a seller is sent back."""

from collections.abc import Mapping
from html import escape
from urllib.parse import urlencode

_PAGE = """<!doctype html><html><head><meta charset="utf-8"><title>Sandbox consent</title></head><body>
<h1>Sandbox: consent to an application</h1>
<form method="get">{hidden}
<label>seed <input name="seed" value="1"></label> <label>size <input name="size" value="60"></label>
<button name="decision" value="allow">Allow</button> <button name="decision" value="deny">Deny</button>
</form></body></html>"""


def page_of(query: Mapping[str, str]) -> str:
    """A form that asks which simulated seller signs in, and whether it consents."""
    hidden = "".join(f'<input type="hidden" name="{escape(k)}" value="{escape(v)}">' for k, v in query.items() if v)
    return _PAGE.format(hidden=hidden)


def address(redirect_uri: str, answer: Mapping[str, str]) -> str:
    """Where the browser goes."""
    return f"{redirect_uri}?{urlencode(answer)}"
