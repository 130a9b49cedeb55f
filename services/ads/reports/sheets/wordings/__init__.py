"""What the console calls its columns in each of its languages, as data with where it was seen."""

from services.ads.reports.sheets.wordings import (
    english,
    french,
    german,
    italian,
    japanese,
    korean,
    simplified_chinese,
    spanish,
    traditional_chinese,
)
from services.ads.reports.sheets.wordings.words import Words

ALL: tuple[Words, ...] = (
    english.WORDS,
    simplified_chinese.WORDS,
    traditional_chinese.WORDS,
    german.WORDS,
    french.WORDS,
    italian.WORDS,
    spanish.WORDS,
    japanese.WORDS,
    korean.WORDS,
)
"""English first: a header that two languages share is the one that it is in English."""

__all__ = ["ALL", "Words"]
