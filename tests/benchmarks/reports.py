"""A search-term report as Amazon sends it: gzipped JSON, as large as wanted, the same on every run."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from isal import igzip

DAYS = 31
CAMPAIGNS, AD_GROUPS, KEYWORDS = 200, 1000, 4000
_WASTEFUL = 600
"""One search term in so many costs money every day and never sells."""

_LINES_AT_A_TIME = 5000


def write(*, path: str, rows: int, first_day: str) -> int:
    """Write `rows` records over 31 days from `first_day`, each with a key of its own; the bytes unpacked."""
    days = [(date.fromisoformat(first_day) + timedelta(days=offset)).isoformat() for offset in range(DAYS)]
    size = 0
    with igzip.open(path, "wb", compresslevel=1) as file:
        start = b"["
        for block in _blocks(days, rows):
            size += file.write(start + block)
            start = b","
        file.write(b"]")
    return size


def _blocks(days: list[str], rows: int) -> Iterator[bytes]:
    random = Random(1)  # noqa: S311 - numbers for a benchmark
    lines: list[str] = []
    for index in range(rows):
        lines.append(_line(days[index % DAYS], index // DAYS, random.random()))
        if len(lines) == _LINES_AT_A_TIME:
            yield ",".join(lines).encode()
            lines.clear()
    if lines:
        yield ",".join(lines).encode()


def _line(day: str, term: int, chance: float) -> str:
    campaign, group, keyword = term % CAMPAIGNS, term % AD_GROUPS, term % KEYWORDS
    wasteful = term % _WASTEFUL == 0
    clicks = 3 if wasteful else int(chance * 2)
    orders = 1 if clicks and not wasteful and chance > 0.95 else 0
    cost, sales = round(clicks * (0.2 + chance / 2), 2), orders * 25.0
    return (
        f'{{"date":"{day}","campaignId":{100000000000000 + campaign},'
        f'"campaignName":"SP | Kettle | Manual {campaign}",'
        f'"campaignStatus":"ENABLED","campaignBudgetCurrencyCode":"GBP","adGroupId":{200000000000000 + group},'
        f'"adGroupName":"Group {group}","keywordId":{300000000000000 + keyword},'
        f'"keyword":"electric kettle {keyword}",'
        f'"keywordBid":0.75,"targeting":"electric kettle {keyword}","matchType":"EXACT",'
        f'"searchTerm":"kettle with thermometer number {term}","impressions":{10 + int(chance * 90)},'
        f'"clicks":{clicks},"cost":{cost},"purchases7d":{orders},"purchases14d":{orders},"unitsSoldClicks7d":{orders},'
        f'"unitsSoldClicks14d":{orders},"sales7d":{sales},"sales14d":{sales}}}'
    )
