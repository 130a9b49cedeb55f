"""When shops sell one stock of Amazon's, from values only.

Of a Pan-EU, EFN or remote-fulfilment account every shop is told the whole stock. So shops whose quantities are equal
again and again sell one stock, in whatever countries it lies; and shops that are told different ones do not.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from shared.amazon.marketplaces import MARKETPLACES, Region, of_id

READINGS = 3
"""Readings in a row that have to agree before shops are a pool, and to differ before they are none any more."""

LEAST_EQUAL = 10
"""SKUs with equal quantities above zero: fewer can be alike by chance."""

LEAST_SHARE = 0.8
"""Of the SKUs that both shops are told, of which one at least has units: shops are read one after the other, so that
what sells meanwhile differs."""

MOST_EQUAL = 0.5
"""Below this share the quantities differ; between the bounds nothing is said."""

Source = Literal["detected", "set"]


class Compared(NamedTuple):
    """SKUs that two shops were told in one reading, of which one has units at least, and those of them alike."""

    shared: int
    equal: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """Readings in a row in which two shops agreed, and differed. READINGS that agreed hold until as many differ."""

    agreeing: int = 0
    differing: int = 0

    @property
    def holds(self) -> bool:
        """Whether the shops sell one stock."""
        return self.agreeing >= READINGS

    def after(self, compared: Compared) -> "Agreement":
        """With one more reading."""
        if compared.equal >= LEAST_EQUAL and compared.equal >= LEAST_SHARE * compared.shared:
            return Agreement(min(self.agreeing + 1, READINGS))
        differing = self.differing + 1 if _differs(compared) else 0
        return Agreement(self.agreeing if self.holds and differing < READINGS else 0, min(differing, READINGS))


def _differs(compared: Compared) -> bool:
    return compared.shared >= LEAST_EQUAL and compared.equal < MOST_EQUAL * compared.shared


@dataclass(frozen=True, slots=True)
class Settings:
    """What people have said: these marketplaces are one pool each (the home first), those are in none."""

    pools: tuple[tuple[str, ...], ...] = ()
    separate: tuple[str, ...] = ()

    @property
    def named(self) -> frozenset[str]:
        """The marketplaces of which nothing is detected."""
        return frozenset(self.separate).union(*self.pools)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Marketplaces that are to be one pool; the first of what is `set` is its home."""

    marketplace_ids: tuple[str, ...]
    source: Source


def wanted_pools(known: Sequence[str], alike: Iterable[tuple[str, str]], settings: Settings) -> list[Wanted]:
    """The pools of an account on the marketplaces `known`: what is set, and shops that are `alike` by pairs."""
    are_set = [tuple(each for each in pool if each in known) for pool in settings.pools]
    groups = {each: {each} for each in known if each not in settings.named}
    for first, second in alike:
        if first in groups and second in groups and groups[first] is not groups[second]:
            together = groups[first] | groups[second]
            groups.update(dict.fromkeys(together, together))
    found = {tuple(each for each in known if each in group) for group in groups.values()}
    return [
        *(Wanted(pool, "set") for pool in are_set if len(pool) > 1),
        *(
            Wanted(group, "detected")
            for group in sorted(found, key=lambda one: known.index(one[0]))
            if len(group) > 1
        ),
    ]


def continued(wanted: Sequence[Wanted], standing: Mapping[str, Sequence[str]]) -> list[str | None]:
    """Which of the standing pools (marketplaces by id, the oldest first) each wanted one goes on from, None for new.

    It is the one that it has most shops of; no pool goes on twice.
    """
    free, found = dict(standing), list[str | None]()
    for one in wanted:
        common = {pool_id: len(set(shops) & set(one.marketplace_ids)) for pool_id, shops in free.items()}
        best = max(common, key=lambda pool_id: common[pool_id], default=None)
        goes_on = best if best is not None and common[best] else None
        free.pop(goes_on or "", None)
        found.append(goes_on)
    return found


def storing_regions(stocks: Sequence[Sequence[str]]) -> list[Region | None]:
    """Of which region's countries without a shop each stock of an account (by its marketplaces) takes the units.

    The ledger does not say whose they are. They are those of the largest pool of the region, or of the only shop.
    """
    takers: dict[Region, int] = {}
    for number in sorted(range(len(stocks)), key=lambda each: (len(stocks[each]), -each)):
        if len(stocks[number]) > 1 or len(stocks) == 1:
            takers[of_id(stocks[number][0]).region] = number  # the largest comes last, and stays
    regions = {number: region for region, number in takers.items()}
    return [regions.get(number) for number in range(len(stocks))]


def countries_of(region: Region) -> frozenset[str]:
    """The countries of a region that have a shop of Amazon's, by the codes of ledgers."""
    codes = {each.country_code for each in MARKETPLACES if each.region == region}
    return frozenset(codes | {"GB"} if "UK" in codes else codes)


def shares_of(units: Sequence[int]) -> list[float | None]:
    """Each shop's share of what all have sold; None of nothing."""
    total = sum(units)
    return [round(each / total, 4) if total else None for each in units]
