"""The roll-up of the search terms says what the facts say, whatever happens to them."""

from collections import defaultdict
from datetime import date, timedelta
from random import Random

import pytest
from sqlalchemy import select

from services.ads.deliveries.rules import FILE
from services.ads.models import SearchTermFact, SearchTermSum
from services.ads.performance.repository import SUMMED, Floor, PerformanceRepository, SearchTermSums
from services.ads.performance.rules import Window, settled_window
from services.ads.products import SP
from services.ads.report_types.rules import SEARCH_TERMS
from services.ads.reports import operations as reports
from tests.ads.facts import NOW, store, term_fact

FIRST_DAY, DAYS, STEPS = date(2026, 10, 29), 22, 40
JUDGED = settled_window(NOW, "UTC")


class _CrashError(RuntimeError):
    """The process ends in the middle of a transaction."""


class _Account:
    """A profile to which things happen at random."""

    def __init__(self, database, profile, seed):
        self.database, self.profile, self.random, self.now = database, profile, Random(seed), NOW  # noqa: S311

    def days(self):
        first = FIRST_DAY + timedelta(days=self.random.randrange(DAYS))
        return Window(first, first + timedelta(days=self.random.randint(1, 4)))

    def rows(self, window):
        for _ in range(self.random.randint(1, 30)):
            day = window.from_on + timedelta(days=self.random.randrange((window.to_on - window.from_on).days))
            numbers = {name: self.random.randint(0, 3) for name in ("impressions", "clicks", "cost")}
            numbers["orders"] = int(self.random.random() < 0.03)
            row = term_fact(self.profile, day, self.random.randint(1, 3), self.random.choice("abcdefgh"), **numbers)
            yield (*row[:3], self.random.choice([10, 20, 30]), *row[4:])

    def chunk(self):
        self._change(self.days())

    def crash(self):
        with pytest.raises(_CrashError):
            self._change(self.days(), then=_CrashError())

    def deliver(self):
        window = self.days()
        self._change(window)
        self._deliver(window)

    def deliver_unchanged(self):
        self._deliver(self.days())

    def replace(self):
        window = self.days()
        with self.database.write() as session:
            reports.drop_file_days(session, self.profile, SEARCH_TERMS, list(_days(window)))

    def move_campaign(self):
        self._move("move_campaign", 1)

    def move_ad_group(self):
        self._move("move_ad_group", 10)

    def next_day(self):
        self.now += timedelta(days=1)

    def judge(self):
        """Ask for any window and for the settled one; how many terms the latter has."""
        settled = settled_window(self.now, self.profile.timezone)
        facts = kept(self.database, SearchTermFact, self.profile)
        with self.database.write() as session:
            sums = SearchTermSums(session, self.profile.tenant_id)
            part = Window(settled.from_on, settled.from_on + timedelta(days=self.random.randint(1, 13)))
            for window, floor in ((settled, 4_000_000), (part, 0), (self.days(), 0), (settled, 0)):
                groups = sums.orderless(self.profile.key, SP, window, Floor(99, floor))
                assert _numbers(groups) == _expected(facts, window, floor)
        return len(groups)

    def _change(self, window, then=None):
        rows = list(self.rows(window))
        with self.database.write() as session:
            reports.store_rows(session, self.profile, SEARCH_TERMS, rows)
            if then:
                raise then

    def _deliver(self, window):
        counts = {day.isoformat(): 1 for day in _days(window)}
        with self.database.write() as session:
            reports.record_delivery(session, self.profile, SEARCH_TERMS, window, counts, source=FILE, now=self.now)

    def _move(self, name, factor):
        old, new = self.random.sample([factor, 2 * factor, 3 * factor], 2)
        with self.database.write() as session:
            getattr(PerformanceRepository(session, self.profile.tenant_id), name)(self.profile.key, SP, old, new)


_STEPS = (
    *(_Account.chunk, _Account.chunk, _Account.deliver, _Account.deliver, _Account.crash),
    *(_Account.deliver_unchanged, _Account.replace, _Account.move_campaign, _Account.move_ad_group),
    _Account.next_day,
)


def _numbers(groups):
    return {
        (group.key["campaign_key"], group.key["search_term"]): [getattr(group.totals, name) for name in SUMMED]
        for group in groups
    }


def _expected(facts, window, floor):
    """The same, added up in Python."""
    sums = defaultdict(lambda: [0] * len(SUMMED))
    for row in facts:
        if window.from_on <= row.date_on < window.to_on:
            own = sums[row.campaign_key, row.search_term]
            own[:] = [before + getattr(row, name) for before, name in zip(own, SUMMED, strict=True)]
    orders, cost = SUMMED.index("orders"), SUMMED.index("cost_micros")
    selling = {term for (_, term), own in sums.items() if own[orders]}
    return {key: own for key, own in sums.items() if key[1] not in selling and own[cost] >= floor}


def kept(database, model, profile):
    with database.read() as session:
        statement = select(model).where(model.profile_key == profile.key)
        return list(session.scalars(statement.order_by(*model.__table__.primary_key)))


def _days(window):
    return (window.from_on + timedelta(days=number) for number in range((window.to_on - window.from_on).days))


@pytest.mark.parametrize("seed", range(2))
def test_it_says_what_the_facts_say_whatever_happens(database, profile, foreign_profile, seed):
    accounts = [
        _Account(database, owner, seed * 2 + number) for number, owner in enumerate((profile, foreign_profile))
    ]
    found = 0
    for _ in range(STEPS):
        account = accounts[0].random.choice(accounts)
        account.random.choice(_STEPS)(account)
        if accounts[0].random.random() < 0.8:
            found += account.judge() > 0
    assert found > STEPS / 4


def test_a_delivery_rolls_up_the_days_that_are_judged_next(database, profile):
    account = _Account(database, profile, 1)
    settled, fresh = JUDGED.from_on, JUDGED.to_on
    wasted = {"clicks": 2, "cost": 3.0, "orders": 0, "units": 0, "sales": 0.0}
    store(database, profile, *(term_fact(profile, day, 11, "lid", **wasted) for day in (settled, fresh)))
    store(database, profile, term_fact(profile, settled, 11, "kettle", orders=1))
    assert kept(database, SearchTermSum, profile) == []
    account._deliver(Window(settled, settled + timedelta(days=1)))
    kettle, term = kept(database, SearchTermSum, profile)
    assert (kettle.search_term, kettle.orders) == ("kettle", 1)
    assert (term.campaign_key, term.search_term, term.clicks, term.cost_micros) == (11, "lid", 2, 3_000_000)
    assert Window(term.from_on, term.to_on) == JUDGED
    store(database, profile, term_fact(profile, settled, 11, "lid", **wasted))
    assert kept(database, SearchTermSum, profile) == [kettle, term]
    store(database, profile, term_fact(profile, settled, 11, "lid", **wasted | {"clicks": 4}))
    assert kept(database, SearchTermSum, profile) == []


def test_a_lower_floor_counts_in_the_campaigns_that_it_names(database, profile):
    wasted = {"clicks": 5, "cost": 3.0, "orders": 0, "units": 0, "sales": 0.0}
    store(database, profile, *(term_fact(profile, JUDGED.from_on, key, "lid", **wasted) for key in (11, 12)))
    never = 10**9
    with database.write() as session:
        sums = SearchTermSums(session, profile.tenant_id)
        found = sums.orderless(profile.key, SP, JUDGED, Floor(5.5, never), Floor(4.5, never, [12]))
    assert [group.key["campaign_key"] for group in found] == [12]
