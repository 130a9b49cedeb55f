from services.ads.campaigns import tasks
from services.ads.profiles.operations import lock_profile
from tests.ads.facts import FIRST, NOW, SELLER
from tests.held import looks_while_held


def test_an_account_is_judged_by_a_moment_after_those_who_judge_it_already(database, profile, monkeypatch):
    def job(clock):
        monkeypatch.setattr(tasks, "utc_now", clock)
        tasks.judge_now(database, FIRST, SELLER)

    looks = looks_while_held(database, lambda session: lock_profile(session, FIRST, profile.key), job, NOW)
    assert looks == [False]
