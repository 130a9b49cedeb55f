"""The product's rule on search terms, as the accounts of `simulated` are judged by it."""

import sys
from collections import Counter
from datetime import date

from services.ads.campaigns import rules
from services.ads.campaigns.rules import Judged
from services.ads.campaigns.rules.account import account_of
from services.ads.campaigns.rules.links import RowLinks
from services.ads.campaigns.rules.subjects import JudgingContext, Subject
from services.ads.findings.rules import SPEND_WITHOUT_SALES
from services.ads.performance.rules import Totals, Window, beliefs
from services.ads.products import SP
from services.ads.thresholds.rules import DEFAULTS
from shared.findings.rules import Observation, ask
from tests.ads.oracle import table
from tests.ads.simulated import SimulatedAccount

WINDOW = Window(date(2026, 11, 1), date(2026, 11, 15))
CONTEXT = JudgingContext(DEFAULTS, WINDOW, "GBP", RowLinks("A1", "M1", WINDOW, SP, "spCampaigns"), set())


def observed(account: SimulatedAccount) -> list[Observation]:
    """All that is found in an account, its terms as the service reads them."""
    campaigns: dict[int, list[Totals]] = {}
    counts: Counter[tuple[int, int]] = Counter()
    terms, sold = [], account.selling_campaigns()
    for term in account.terms:
        money = (round(term.cost * 1_000_000), term.orders, term.orders, round(term.sales * 1_000_000))
        totals = Totals(term.clicks * 100, term.clicks, *money)
        campaigns.setdefault(term.campaign, []).append(totals)
        counts[term.clicks, term.orders] += term.clicks > 0
        if term.clicks and term.text not in sold:
            identity = f"{term.campaign}:{term.text}"
            about = (identity, term.text, totals, str(term.campaign), "ENABLED", term.text)
            terms.append(Subject("search_term", *about))
    sums = {key: _sum(parts) for key, parts in campaigns.items()}
    belief = beliefs.fit(((*pair, many) for pair, many in counts.items()), some_never=True)
    subjects = [Subject("campaign", str(key), "", one, str(key), "ENABLED") for key, one in sums.items()]
    judged = Judged(subjects, terms, account_of(sums.values(), belief), CONTEXT, tells_account=True)
    return list(ask(rules.JUDGES, [judged]))


def flags(account: SimulatedAccount) -> set[tuple[int, str]]:
    """(campaign, text) of the terms that are flagged; those of a campaign that is flagged as a whole among them."""
    wasted = {each.key for each in observed(account) if each.key.code == SPEND_WITHOUT_SALES}
    whole = {each.subject_id for each in wasted if each.subject_type == "campaign"}
    found = {each.subject_id for each in wasted if each.subject_type == "search_term"}
    return {
        (term.campaign, term.text)
        for term in account.terms
        if str(term.campaign) in whole or f"{term.campaign}:{term.text}" in found
    }


def _sum(parts: list[Totals]) -> Totals:
    names = Totals.__dataclass_fields__
    return Totals(*(sum(getattr(part, name) for part in parts) for name in names))


if __name__ == "__main__":
    sys.stdout.write(f"{table(flags)}\n")
