"""The product's rule on search terms, as the accounts of `simulated` are judged by it."""

import sys
from datetime import date

from services.ads.campaigns import rules
from services.ads.campaigns.rules import Account, JudgingContext, Subject
from services.ads.findings.rules import SPEND_WITHOUT_SALES
from services.ads.performance.rules import Totals, Window
from services.ads.thresholds.rules import DEFAULTS
from shared.findings.rules import ask
from tests.ads.oracle import table
from tests.ads.simulated import SimulatedAccount

CONTEXT = JudgingContext(DEFAULTS, Window(date(2026, 11, 1), date(2026, 11, 15)), "GBP", "", set())


def flags(account: SimulatedAccount) -> set[tuple[int, str]]:
    """(campaign, text) of the terms that are flagged; those of a campaign that is flagged as a whole among them."""
    campaigns: dict[int, list[Totals]] = {}
    terms = []
    for term in account.terms:
        money = (round(term.cost * 1_000_000), term.orders, term.orders, round(term.sales * 1_000_000))
        totals = Totals(term.clicks * 100, term.clicks, *money)
        campaigns.setdefault(term.campaign, []).append(totals)
        if term.clicks and not term.orders:
            identity = f"{term.campaign}:{term.text}"
            terms.append(Subject("search_term", identity, term.text, totals, str(term.campaign), "ENABLED"))
    sums = {key: _sum(parts) for key, parts in campaigns.items()}
    belief = rules.fit_belief(sums.values())
    subjects = [Subject("campaign", str(key), "", one, str(key), "ENABLED") for key, one in sums.items()]
    observed = ask(rules.JUDGES, [Account(subjects, terms, belief, CONTEXT)])
    wasted = {each.key for each in observed if each.key.code == SPEND_WITHOUT_SALES}
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
