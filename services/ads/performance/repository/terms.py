"""Sums of the search terms of the days that are judged, and what they make one believe of a term."""

from collections.abc import Collection, Sequence
from math import ceil
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, delete, func, insert, literal, literal_column, or_, select, union

from services.ads.models import SearchTermFact, SearchTermSum, TermBelief
from services.ads.performance.repository.conditions import CAMPAIGN, owned, within
from services.ads.performance.repository.groups import SUMMED, Group, sums_of
from services.ads.performance.rules import Totals, Window, beliefs
from services.ads.performance.rules.beliefs import Belief
from shared.db import Session
from shared.db.columns import table_of

_fact, _sum, _belief = table_of(SearchTermFact), table_of(SearchTermSum), table_of(TermBelief)
_TERM = (*CAMPAIGN, "search_term")
_elsewhere = _sum.alias()
_BOUNDED = ("clicks", "cost_micros")


class Floor(NamedTuple):
    """So many clicks, or so high a cost, in any campaign or in those with these keys."""

    clicks: float
    cost_micros: float
    campaigns: Collection[int] | None = None


class SearchTermSums:
    """The sums of one tenant's search terms. Whoever changes facts locks their profile and forgets its sums."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def forget(self, profile_key: int) -> None:
        """The facts have changed: the sums are to be made anew."""
        for table in (_sum, _belief):
            self._session.execute(delete(table).where(owned(table, self._tenant_id, profile_key)))

    def roll_up(self, profile_key: int, window: Window) -> None:
        """Keep the sums of the search terms of the window and the belief, unless they are kept already.

        What is not named is no term: its money stands in the totals only.
        """
        own = owned(_sum, self._tenant_id, profile_key)
        days = (_sum.c.from_on == window.from_on, _sum.c.to_on == window.to_on)
        if self._session.execute(select(_sum.c.profile_key).where(own, *days).limit(1)).first():
            return
        self.forget(profile_key)
        keys = [_fact.c[name] for name in ("profile_key", *_TERM)]
        values = (literal(window.from_on), literal(window.to_on), *sums_of(_fact), func.max(_fact.c.attribution_days))
        terms = (
            select(*keys, *values)
            .where(owned(_fact, self._tenant_id, profile_key), *within(_fact, window), _fact.c.search_term != "")
            .group_by(*keys)
        )
        columns = ("profile_key", *_TERM, "from_on", "to_on", *SUMMED, "attribution_days")
        self._session.execute(insert(_sum).from_select(columns, terms))
        self._believe(profile_key)

    def orderless(self, profile_key: int, ad_product: str, window: Window, *floors: Floor) -> list[Group]:
        """Terms by campaign that had no order in the window, nor in another campaign, and reach one of the floors.

        Each number is asked for by itself, since it has an index of its own; and each term for its most orders, since
        PostgreSQL without statistics would join all that sell with all that do not.
        """
        self.roll_up(profile_key, window)
        same = [_elsewhere.c[name] == _sum.c[name] for name in ("profile_key", "ad_product", "search_term")]
        query = select(*(_sum.c[name] for name in (*_TERM, *SUMMED))).where(
            *self._of_product(profile_key, ad_product),
            _sum.c.orders == literal_column("0"),  # a parameter would not find the partial indexes
            select(func.max(_elsewhere.c.orders)).where(*same).scalar_subquery() == 0,
        )
        found = self._session.execute(union(*(query.where(_reaches(floors, name)) for name in _BOUNDED))).all()
        return [Group(dict(zip(_TERM, row, strict=False)), Totals(*row[len(_TERM) :])) for row in found]

    def belief(self, profile_key: int, ad_product: str, window: Window) -> Belief | None:
        """What the terms of a product make one believe of another one; None while none has an order."""
        self.roll_up(profile_key, window)
        names = ("mean", "strength", "never")
        query = select(*(_belief.c[name] for name in names)).where(
            owned(_belief, self._tenant_id, profile_key), _belief.c.ad_product == ad_product
        )
        row = self._session.execute(query).one_or_none()
        return None if row is None else Belief(*row)

    def _of_product(self, profile_key: int, ad_product: str) -> tuple[ColumnElement[bool], ...]:
        return owned(_sum, self._tenant_id, profile_key), _sum.c.ad_product == ad_product

    def _believe(self, profile_key: int) -> None:
        counted = (_sum.c.ad_product, _sum.c.clicks, _sum.c.orders)
        query = (
            select(*counted, func.count())
            .where(owned(_sum, self._tenant_id, profile_key), _sum.c.clicks > 0)
            .group_by(*counted)
        )
        by_product: dict[str, list[tuple[int, int, int]]] = {}
        for product, *count in self._session.execute(query):
            by_product.setdefault(product, []).append((int(count[0]), int(count[1]), int(count[2])))
        rows: list[dict[str, Any]] = []
        for product, counts in by_product.items():
            found = beliefs.fit(counts, some_never=True)
            if found is not None:
                known = {"mean": found.mean, "strength": found.strength, "never": found.never}
                rows.append({"profile_key": profile_key, "ad_product": product, **known})
        if rows:
            self._session.execute(insert(_belief), rows)


def _reaches(floors: Sequence[Floor], name: str) -> ColumnElement[bool]:
    """Whether the number of this name reaches one of the floors: the lowest is what is looked up."""
    number, campaign = _sum.c[name], _sum.c.campaign_key
    bounds = [ceil(getattr(floor, name)) for floor in floors]
    ways = (
        number >= bound if floor.campaigns is None else and_(number >= bound, campaign.in_(floor.campaigns))
        for floor, bound in zip(floors, bounds, strict=True)
    )
    return and_(number >= min(bounds), or_(*ways))
