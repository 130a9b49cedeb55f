"""How stocks share what own warehouses hold, from values only: SKUs x stocks of units, and units a day.

Where there is less than is needed, all stocks get so much that they run out on the same day, as far as that can be
done: equal run-out times, the fair shares of distribution planning (Silver, Pyke and Thomas, Inventory and Production
Management in Supply Chains, 2017). Who has the least cover gets first, and nobody more than is needed.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from services.inventory.health.rules.demand import Numbers

_ROUNDS = 60


class Pot(NamedTuple):
    """What one warehouse holds of each SKU, and which of the stocks it serves (1, else 0)."""

    units: Numbers
    served: Numbers


class Asked(NamedTuple):
    """What stocks ask for: units needed, what they have, and what leaves them a day."""

    needs: Numbers
    supplies: Numbers
    demands: Numbers


def shared(pots: Sequence[Pot], asked: Asked) -> tuple[Numbers, list[Pot]]:
    """Units of each SKU for each stock, and what is left. Warehouses that serve the fewest give first."""
    shares = np.zeros(asked.needs.shape)
    left: list[Pot] = []
    for pot in sorted(pots, key=lambda pot: float(pot.served.sum())):
        needs = (asked.needs - shares) * pot.served
        given = _shares_of(pot.units, Asked(needs, asked.supplies + shares, asked.demands))
        shares += given
        left.append(Pot(pot.units - given.sum(axis=1), pot.served))
    return shares, left


def allotted(pots: Sequence[Pot], kept: Numbers, asked: Asked, held: Numbers, judged: Numbers) -> Numbers:
    """The units for those stocks that are `judged` now (1, else 0); 0 for the others, which hold what they `held`.

    First units are `kept` for what is sold out of the warehouses themselves. The rest is shared among all by what
    they need now; but what a stock holds that is not judged now is not given twice, so that all together never hold
    more than there is, and come to their shares as they are judged again.
    """
    _, free = shared(pots, Asked(kept, np.zeros(kept.shape), asked.demands))
    wanted, _ = shared(free, asked)
    if judged.all():
        return wanted
    _, free = shared(free, Asked(held * (1 - judged), asked.supplies, np.maximum(asked.demands, 1e-9)))
    found, _ = shared(free, asked._replace(needs=np.minimum(asked.needs, wanted) * judged))
    return found


def _shares_of(units: Numbers, asked: Asked) -> Numbers:
    """Whole units of one warehouse: what is needed where there is enough, else equal run-out times."""
    needs = np.where(asked.demands > 0, asked.needs, 0.0)
    short = needs.sum(axis=1) > units
    if not short.any():
        return needs
    shares = needs.copy()
    shares[short] = _fair(units[short], Asked(needs[short], asked.supplies[short], asked.demands[short]))
    return shares


def _fair(units: Numbers, asked: Asked) -> Numbers:
    needs, supplies, demands = asked
    a_day = np.where(demands > 0, demands, 1.0)
    low, high = np.zeros(len(units)), ((supplies + needs) / a_day).max(axis=1)
    for _ in range(_ROUNDS):
        days = (low + high) / 2
        is_over = np.clip(days[:, None] * demands - supplies, 0, needs).sum(axis=1) > units
        low, high = np.where(is_over, low, days), np.where(is_over, days, high)
    shares: Numbers = np.floor(np.clip(low[:, None] * demands - supplies, 0, needs))
    rows = np.arange(len(units))
    for _ in range(needs.shape[1]):  # by rounding fewer units are left over than there are stocks
        cover = np.where(shares < needs, (supplies + shares) / a_day, np.inf)
        first = cover.argmin(axis=1)
        gives = (units - shares.sum(axis=1) >= 1) & np.isfinite(cover[rows, first])
        shares[rows[gives], first[gives]] += 1
    return shares
