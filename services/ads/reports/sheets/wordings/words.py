"""What one language of the console calls its columns and says in its cells."""

from dataclasses import dataclass, field

Names = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Words:
    """Headers by field, grouped by where they were seen; the rest are parts of headers, and words of cells.

    `files` are header lines of files that were quoted or attached in public, or that sellers handed in; `readers`
    are what public programs that read such files expect; `not_seen` is inferred from its neighbours. Case,
    spaces, accents, brackets and signs do not matter, nor does the number of days: "7 Day Total Sales" stands
    for 14 days too.

    Fields that are none of a row: `derived` follows from other columns, `other` is known and read over.

    `parts` classify what is in no list: headers with a number of days are sales, orders or units by their
    `sales`, `orders` or `units`, and a part of the total by their `share`. The marks of ad products stand there, too.
    """

    code: str
    decimal_comma: bool
    files: Names
    readers: Names
    not_seen: Names
    parts: Names
    states: Names
    match_types: Names = field(default_factory=dict)
    totals: tuple[str, ...] = ()
    products: Names = field(default_factory=dict)
