"""How grave a finding is by what is at stake: the amount, and the bound of its account."""

from dataclasses import replace

from shared.findings.bounds import Bound
from shared.findings.rules import SEVERITY_ORDER, Observation, Severity
from shared.money import MICROS
from shared.rates import converted, rounded

HIGH_STAKE_DOLLARS = 20
"""Default of the amount from which on a finding is HIGH: the product owner's requirement, of a fortnight."""


def default_micros(currency: str) -> int:
    """The default of the bound in a currency, to two digits."""
    return rounded(converted(HIGH_STAKE_DOLLARS * MICROS, "USD", currency))


def bound_micros(micros: int | None, of_currency: str | None, currency: str) -> float:
    """The bound of an account in a currency; None of both is the default."""
    if micros is None or of_currency is None:
        return default_micros(currency)
    return converted(micros, of_currency, currency)


def by_stake(observation: Observation, bound: float, standing: Severity | None) -> Observation:
    """The observation, no graver than its stake: MEDIUM under the bound, LOW under a quarter of it.

    CRITICAL stays: money or the account is being lost now. So does what has no amount. `standing` is the severity of
    the finding that stands, which an amount has to leave as clearly as a bound.
    """
    money = observation.money_micros
    if money is None or observation.severity == "CRITICAL":
        return observation
    reached = (one for one, share in _SHARES if _is_at(one, money, bound * share, standing))
    allowed: Severity = next(reached, "LOW")
    severity = max(observation.severity, allowed, key=SEVERITY_ORDER.index)
    return observation if severity == observation.severity else replace(observation, severity=severity)


_SHARES: tuple[tuple[Severity, float], ...] = (("HIGH", 1.0), ("MEDIUM", 0.25))
"""From which share of the bound on a finding may be so grave."""


def _is_at(severity: Severity, money: float, bound: float, standing: Severity | None) -> bool:
    stands = standing is not None and SEVERITY_ORDER.index(standing) <= SEVERITY_ORDER.index(severity)
    return Bound(bound, beyond=">=").is_crossed(money, stands=stands)
