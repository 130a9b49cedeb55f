"""Column headers, brought to a form in which years and languages of one column meet."""

import unicodedata


def normalise_header(text: str) -> str:
    """Letters and digits only, of any script, in lower case: "14 Day Total Sales (₹)" -> "14daytotalsales".

    NFKC first, so that full-width brackets and letters count as their plain forms. The digits stay: they
    tell a 7-day from a 14-day window.
    """
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(character for character in folded if character.isalnum())
