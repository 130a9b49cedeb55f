"""The simulation: the same for ever, coherent, and free of hints for whoever should judge it."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest

from services.sandbox.advertisers.rules import days, plan
from services.sandbox.advertisers.rules.kinds import DECOYS, PROBLEMS, Kind

FIRST, LAST = date(2026, 2, 20), date(2026, 4, 20)


def campaigns_of(seed: int, size: int):
    return [campaign for profile in plan.make_advertiser(seed, size).profiles for campaign in profile.campaigns]


def test_a_seed_means_the_same_advertiser_for_ever():
    """Findings and documents of earlier days refer to it: should this fail, the change breaks them."""
    advertiser = plan.make_advertiser(1, 20)
    assert advertiser.seller_id == "AOFCOE8949VRPA"
    assert [profile.profile_id for profile in advertiser.profiles] == [1223167416551081, 2153619751125710]
    campaign = advertiser.profiles[0].campaigns[0]
    assert (campaign.campaign_id, campaign.name) == (964646250448782, "SP | 电热水壶 | Manual 001")
    totals = np.zeros(5, dtype=np.int64)
    for campaign in advertiser.profiles[0].campaigns:
        metrics = days.metrics_of(campaign, FIRST, LAST)
        week = metrics.outcomes[7]
        parts = (metrics.impressions, metrics.clicks, metrics.cost, week.purchases, week.sales)
        totals += [part.sum() for part in parts]
    assert totals.tolist() == [913541, 6048, 409639, 620, 1675253]


@pytest.mark.parametrize("size", [2, 5, 9, 19, 20, 21, 200, 333])
def test_the_size_is_the_number_of_campaigns(size):
    profiles = plan.make_advertiser(4, size).profiles
    assert sum(len(profile.campaigns) for profile in profiles) == size
    assert len(profiles[0].campaigns) - len(profiles[1].campaigns) == size % 2


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("size", [20, 21, 57, 200])
def test_every_problem_in_both_profiles_and_every_decoy_somewhere(seed, size):
    for profile in plan.make_advertiser(seed, size).profiles:
        kinds = Counter(campaign.kind for campaign in profile.campaigns)
        assert kinds.keys() >= set(PROBLEMS)
        share = sum(kinds[problem] for problem in PROBLEMS) / len(profile.campaigns)
        assert 0.2 <= share <= (0.4 if size < 40 else 0.25)
    assert {campaign.kind for campaign in campaigns_of(seed, size)} == set(Kind) - {Kind.OVER_TARGET}


def test_only_decoys_are_stopped():
    states = Counter((campaign.kind is Kind.DECOY_STOPPED, campaign.state) for campaign in campaigns_of(1, 200))
    assert states.keys() == {(False, "ENABLED"), (True, "PAUSED"), (True, "ARCHIVED")}
    assert Kind.DECOY_STOPPED in DECOYS


def test_ids_look_like_amazons_and_are_all_different():
    advertiser = plan.make_advertiser(1, 200)
    campaigns = campaigns_of(1, 200)
    groups = [group for campaign in campaigns for group in campaign.ad_groups]
    targets = {term.target for campaign in campaigns for term in campaign.terms}
    ids = [
        *(profile.profile_id for profile in advertiser.profiles),
        *(campaign.campaign_id for campaign in campaigns),
        *(group.ad_group_id for group in groups),
        *(target.keyword_id for target in targets),
    ]
    assert len(set(ids)) == len(ids)
    assert all(10**14 <= each < 2**53 for each in ids)


def test_names_are_unique_and_give_nothing_away():
    for profile in plan.make_advertiser(2, 200).profiles:
        names = [campaign.name for campaign in profile.campaigns]
        assert len(set(names)) == len(names)
        problems = [i for i, campaign in enumerate(profile.campaigns) if campaign.kind in PROBLEMS]
        assert problems != list(range(len(problems)))


def test_a_text_is_shared_only_between_a_keyword_and_a_wider_one():
    for campaign in campaigns_of(1, 200):
        for group in campaign.ad_groups:
            texts = Counter(term.text for term in group.terms)
            repeated = [text for text, count in texts.items() if count > 1]
            expected = [group.terms[0].text] if campaign.targeting == "MANUAL" and len(group.terms) == 8 else []
            assert repeated == expected
            pairs = [(term.target.keyword_id, term.text) for term in group.terms]
            assert len(set(pairs)) == len(pairs)


def test_a_day_is_the_same_whatever_days_are_asked_for():
    for campaign in campaigns_of(3, 20):
        all_days = days.metrics_of(campaign, FIRST, LAST)
        for offset in (0, 7, 31):
            day = FIRST + timedelta(days=offset)
            single = days.metrics_of(campaign, day, day)
            assert np.array_equal(single.impressions[:, 0], all_days.impressions[:, offset])
            assert np.array_equal(single.cost[:, 0], all_days.cost[:, offset])
            for window in days.WINDOWS:
                here, there = single.outcomes[window], all_days.outcomes[window]
                assert np.array_equal(here.sales[:, 0], there.sales[:, offset])
                assert np.array_equal(here.units[:, 0], there.units[:, offset])


def test_numbers_of_a_day_are_possible():
    for campaign in campaigns_of(1, 20) + campaigns_of(2, 20):
        metrics = days.metrics_of(campaign, FIRST, LAST)
        assert (metrics.clicks >= 0).all()
        assert (metrics.impressions >= metrics.clicks).all()
        assert ((metrics.cost > 0) == (metrics.clicks > 0)).all()
        assert (metrics.outcomes[30].purchases <= metrics.clicks).all()
        for outcome in metrics.outcomes.values():
            assert (outcome.purchases_same_sku >= 0).all()
            assert (outcome.purchases_same_sku <= outcome.purchases).all()
            assert (outcome.purchases <= outcome.units).all()
            assert (outcome.units_same_sku <= outcome.units).all()
            assert (outcome.sales_same_sku <= outcome.sales).all()
            assert ((outcome.sales > 0) == (outcome.purchases > 0)).all()
        for shorter, longer in pairwise(days.WINDOWS):
            for name in days.Outcome.__slots__:
                less, more = (getattr(metrics.outcomes[window], name) for window in (shorter, longer))
                assert (less <= more).all(), (name, shorter)


def test_windows_differ():
    """Whoever reads the column of another window gets other numbers."""
    campaign = next(each for each in campaigns_of(1, 20) if each.kind is Kind.HEALTHY)
    metrics = days.metrics_of(campaign, FIRST, LAST)
    sales = [metrics.outcomes[window].sales.sum() for window in days.WINDOWS]
    assert sales == sorted(set(sales))


def test_days_vary_and_weekends_are_busier():
    eight_weeks = FIRST, FIRST + timedelta(days=55)
    clicks = sum(days.metrics_of(each, *eight_weeks).clicks.sum(axis=0) for each in campaigns_of(1, 200))
    weeks = clicks.reshape(8, 7)  # from a Friday on
    assert weeks[:, 1:3].mean() > 1.05 * weeks[:, 3:].mean()
    assert len(set(clicks.tolist())) > 40
