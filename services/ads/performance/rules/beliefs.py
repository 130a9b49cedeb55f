"""What an account tells of one more campaign or search term before its own clicks: beta priors fitted on it.

CVR ~ Beta(mean * strength, (1 - mean) * strength), after Rutz and Bucklin 2007: what has few clicks is believed to be
much like the account. Of search terms some never sell at all, whatever they are clicked: with chance `never`.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from math import exp, log, log1p

from services.ads.performance.rules import beta

_USUAL_STRENGTH, _SPREAD = 28.0, 1.4
"""Median, and standard deviation of the logarithm, of a log-normal prior on the strength: on five real accounts it
was 5, 10, 40, 80 and 160. It keeps the fit of an account that tells little from ending at a limit."""

_STRENGTHS = (0.01, 100_000.0)
_NEVER = (1e-4, 0.9)
_NEVER_A, _NEVER_B = 2.0, 8.0
"""Beta prior on the share of terms that never sell: as weak as ten terms of which two did not."""

_LEAST_NEVER = 0.1
"""Any term may be irrelevant, however alike the terms of an account look: 42 clicks without an order where one in ten
sells are told, though among ten thousand terms a few have that by chance."""

_MOST = 0.95
"""The highest mean that a rate is believed to have; a prior needs room on both sides."""

_STEPS, _ROUNDS = 16, 2
_EXACT, _DIGIT = 32, 1.06
"""Counts up to the first are taken as they are, greater ones in steps of 6 %: the likelihood hardly differs."""


@dataclass(frozen=True, slots=True)
class Belief:
    """A prior on a conversion rate; `never` is the chance that it is zero, beside Beta(mean, strength)."""

    mean: float
    strength: float
    never: float = 0.0

    @property
    def cvr(self) -> float:
        """The rate to expect."""
        return (1 - self.never) * self.mean

    def chance_below(self, rate: float, *, clicks: int, orders: int) -> float:
        """P(CVR < rate) after these clicks and orders; never quite 0 or 1 unless nothing is clicked."""
        a, b = self.mean * self.strength, (1 - self.mean) * self.strength
        rest = max(clicks - orders, 0)
        below = beta.cdf(a + orders, b + rest, min(max(rate, 0.0), 1.0))
        if orders or not self.never:
            return below
        sells = (1 - self.never) * exp(beta.betaln(a, b + rest) - beta.betaln(a, b))
        never = self.never / (self.never + sells)
        return never + (1 - never) * below


def around(belief: Belief, cvr: float) -> Belief:
    """The same belief of terms whose rate to expect is another one."""
    return Belief(_mean(cvr, belief.never), belief.strength, belief.never)


def fit(counts: Iterable[tuple[int, int, int]], *, some_never: bool) -> Belief | None:
    """The most probable prior behind (clicks, orders, how many such): the mean is what all clicks together show.

    None without an order: then nothing says what a click is worth.
    """
    pairs: Counter[tuple[int, int]] = Counter()
    clicked = ordered = 0
    for clicks, orders, many in counts:
        clicked, ordered = clicked + clicks * many, ordered + orders * many
        pairs[_rounded(clicks), _rounded(orders)] += many
    if not ordered or not clicked:
        return None
    mean = ordered / clicked
    seen = [(clicks, orders, many) for (clicks, orders), many in pairs.items() if clicks >= orders]
    never = _NEVER_A / (_NEVER_A + _NEVER_B) if some_never else 0.0
    strength = _USUAL_STRENGTH
    for _ in range(_ROUNDS if some_never else 1):
        strength = exp(_highest(partial(_by_strength, seen, mean, never), *map(log, _STRENGTHS)))
        if some_never:
            never = _highest(partial(_by_never, seen, mean, strength), *_NEVER)
    never = max(never, _LEAST_NEVER) if some_never else 0.0
    return Belief(_mean(mean, never), strength, never)


def _by_strength(seen: list[tuple[int, int, int]], mean: float, never: float, logarithm: float) -> float:
    unusual = (logarithm - log(_USUAL_STRENGTH)) / _SPREAD
    return _likelihood(seen, Belief(_mean(mean, never), exp(logarithm), never)) - unusual**2 / 2


def _by_never(seen: list[tuple[int, int, int]], mean: float, strength: float, never: float) -> float:
    prior = (_NEVER_A - 1) * log(never) + (_NEVER_B - 1) * log1p(-never)
    return _likelihood(seen, Belief(_mean(mean, never), strength, never)) + prior


def _likelihood(seen: list[tuple[int, int, int]], belief: Belief) -> float:
    a, b = belief.mean * belief.strength, (1 - belief.mean) * belief.strength
    unknown, betaln = beta.betaln(a, b), beta.betaln
    sells = log1p(-belief.never)
    total = 0.0
    for clicks, orders, many in seen:
        own = betaln(a + orders, b + clicks - orders) - unknown + sells
        total += many * (own if orders or not belief.never else log(belief.never + exp(own)))
    return total


def _mean(cvr: float, never: float) -> float:
    """Of those that sell, when all together convert at `cvr`."""
    return min(cvr / (1 - never), _MOST)


def _rounded(count: int) -> int:
    if count <= _EXACT:
        return count
    return round(_EXACT * _DIGIT ** round(log(count / _EXACT) / log(_DIGIT)))


def _highest(value: Callable[[float], float], low: float, high: float) -> float:
    """Where a function with one peak is highest (golden-section search; J. Kiefer 1953)."""
    part = (5**0.5 - 1) / 2
    left, right = high - part * (high - low), low + part * (high - low)
    at_left, at_right = value(left), value(right)
    for _ in range(_STEPS):
        if at_left > at_right:
            high, right, at_right = right, left, at_left
            left = high - part * (high - low)
            at_left = value(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + part * (high - low)
            at_right = value(right)
    return (low + high) / 2
