"""What a judge of search terms saves, against an oracle that knows their true rates.

Both look at the terms without an order in a fortnight that nothing else excuses: the term sells in no other campaign,
and it has had the clicks of an average order of its account, or has cost several orders' worth. The oracle flags
those whose true ACOS is above the bound. What a flag saves is what the clicks of the next fortnight cost less what
their sales may cost; where the term would have paid, that is a loss. A flag is false where the true rate says so
(`false`), and it looks false to whoever watches (`sold`) where the next fortnight's sales were within the bound: the
oracle has such ones as well, and a judge may have no more than it.

`python -m tests.ads.judge` prints the figures of the product's rule.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tests.ads.simulated import KINDS, TARGET, SimulatedAccount, SimulatedTerm, accounts_of, missing_target

Flags = Callable[[SimulatedAccount], set[tuple[int, str]]]
SEVERAL_ORDERS = 3
SEEDS = range(1, 9)


@dataclass(frozen=True)
class Figures:
    """Sums over some accounts; `saved` in money, of the judge's flags in the field and of the oracle's."""

    flagged: int
    false: int
    sold: int
    saved: float
    oracle_flagged: int
    oracle_sold: int
    oracle_saved: float
    unbounded_saved: float
    one_click: int

    @property
    def share(self) -> float:
        """Of what the oracle saves."""
        return self.saved / self.oracle_saved


def bound_of(account: SimulatedAccount) -> float:
    """The ACOS above which a term is to be told: the target, or what the account has where that is more."""
    return max(TARGET, account.true_acos)


def field_of(account: SimulatedAccount) -> list[SimulatedTerm]:
    """The terms that a judgement may be about."""
    kind = account.kind
    worth = SEVERAL_ORDERS * bound_of(account) * kind.order_value
    return [term for term in _unsold(account) if term.clicks >= 1 / kind.cvr or term.cost >= worth]


def is_waste(term: SimulatedTerm, bound: float) -> bool:
    """Whether in the long run the term costs more of its sales than it may."""
    return term.true_acos > bound


def saving_of(term: SimulatedTerm, bound: float) -> float:
    """What the next fortnight's clicks cost above what they are worth in the long run."""
    return term.later_clicks * (term.click_cost - bound * term.rate * term.order_value)


def measure(accounts: Iterable[SimulatedAccount], flags: Flags) -> Figures:
    """The figures of a judge over some accounts."""
    sums = [0.0] * 9
    for account in accounts:
        bound, chosen = bound_of(account), flags(account)
        flagged = [term for term in account.terms if (term.campaign, term.text) in chosen]
        wasted = [term for term in field_of(account) if is_waste(term, bound)]
        unbounded = [term for term in _unsold(account) if is_waste(term, bound)]
        own = (
            len(flagged),
            sum(not is_waste(term, bound) for term in flagged),
            _sold(flagged, bound),
            sum(saving_of(term, bound) for term in flagged),
            len(wasted),
            _sold(wasted, bound),
            sum(saving_of(term, bound) for term in wasted),
            sum(saving_of(term, bound) for term in unbounded),
            sum(term.clicks == 1 for term in flagged),
        )
        sums = [before + one for before, one in zip(sums, own, strict=True)]
    return Figures(*map(int, sums[:3]), sums[3], *map(int, sums[4:6]), *sums[6:8], int(sums[8]))


def _unsold(account: SimulatedAccount) -> list[SimulatedTerm]:
    sold = account.selling_campaigns()
    return [term for term in account.terms if term.clicks and term.text not in sold]


def _sold(terms: Iterable[SimulatedTerm], bound: float) -> int:
    return sum(0 < term.later_cost <= bound * term.later_sales for term in terms)


def table(flags: Flags) -> str:
    """The figures of every kind, on target and over it."""
    lines = [f"{'account':<24}{'flags':>7}{'false':>7}{'sold':>6}{'oracle':>8}{'sold':>6}{'share':>7}{'1 click':>9}"]
    for kind in (*KINDS, *map(missing_target, KINDS)):
        one = measure(accounts_of(kind, SEEDS), flags)
        lines.append(
            f"{kind.name:<24}{one.flagged:>7}{one.false:>7}{one.sold:>6}{one.oracle_flagged:>8}{one.oracle_sold:>6}"
            f"{one.share:>7.2f}{one.one_click:>9}"
        )
    return "\n".join(lines)
