"""Blacks out secrets in the words of other programs, which may quote what they were sent."""

import re

_SECRETS = re.compile(r"Atz[ar]\|[^\s\"',;}]+|zhl_(?:live|test)_\w+|amzn1\.oa2-cs\.v1\.\w+|Bearer\s+\S+|://[^\s/@]+@")
"""Amazon's tokens and client secrets, our API keys, any bearer, and user and password in an address."""


def redacted(text: str) -> str:
    """The text with `[secret]` for everything that has the form of one."""
    return _SECRETS.sub("[secret]", text)
