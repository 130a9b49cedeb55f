"""Emoji and symbols in texts, by the properties of Unicode, and signs that Amazon bans.

The ranges are those of the properties Emoji_Presentation and Extended_Pictographic in emoji-data.txt of Unicode 17
(UTS #51); the second also holds the places that are kept for emoji to come.
"""

import re

_BY_THEMSELVES = (
    "231A-231B 23E9-23F3 23F8-23FA 25FD-25FE 2600-27BF 2B1B-2B1C 2B50 2B55 1F004 1F02C-1F02F 1F094-1F09F 1F0AF-1F0B0 "
    "1F0C0 1F0CF-1F0D0 1F0F6-1F0FF 1F170-1F171 1F17E-1F17F 1F18E 1F191-1F19A 1F1AF-1F20F 1F21A 1F22F 1F232-1F23A "
    "1F23C-1F23F 1F249-1F25F 1F266-1F3FF 1F400-1F64F 1F680-1F6FF 1F7DC-1F7F0 1F80C-1F80F 1F848-1F84F 1F85A-1F85F "
    "1F888-1F88F 1F8AE-1F8AF 1F8BC-1F8BF 1F8C2-1F8CF 1F8D9-1F8FF 1F90C-1F93A 1F93C-1F945 1F947-1F9FF 1FA58-1FA5F "
    "1FA6E-1FAFF 1FC00-1FFFD"
)
"""Emoji_Presentation, with the regional indicators of flags; the other pictographs of the planes of symbols, and the
blocks Miscellaneous Symbols and Dingbats: stars, ticks, hearts."""

_IF_ASKED_FOR = (
    "23 2A 30-39 A9 AE 203C 2049 2122 2139 2194-2199 21A9-21AA 2328 23CF 24C2 25AA-25AB 25B6 25C0 25FB-25FE "
    "2934-2935 2B05-2B07 3030 303D 3297 3299"
)
"""Emoji that are text (digits, ©, ™, arrows) unless the emoji style (U+FE0F) or a keycap (U+20E3) comes after."""

TITLE_BANNED = re.compile(r"[!$?_{}^¬¦]")
BULLET_BANNED = re.compile("[™®€…†‡¢£¥©±~]")


def _class_of(ranges: str) -> str:
    parts = (each.partition("-") for each in ranges.split())
    return "".join(f"\\U{int(first, 16):08X}-\\U{int(last or first, 16):08X}" for first, _, last in parts)


_EMOJI = re.compile(f"[{_class_of(_BY_THEMSELVES)}]|[{_class_of(_IF_ASKED_FOR)}](?:\ufe0f|\ufe0e?\u20e3)")


def emoji_in(text: str) -> str | None:
    """The first emoji or symbol of a text."""
    if text.isascii():
        return None
    found = _EMOJI.search(text)
    return found and found.group().rstrip("\ufe0f")


def banned_in(banned: re.Pattern[str], text: str) -> str:
    """Those of the banned signs that a text holds, in their order, with blanks between."""
    return " ".join(sorted(set(banned.findall(text))))
