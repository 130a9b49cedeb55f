"""What is judged only once it has arrived."""

from datetime import timedelta

from services.ads.campaigns.operations import flag_campaigns
from services.ads.products import SP
from tests.ads.campaigns.test_operations import SETTLED, findings, judge, know
from tests.ads.facts import NOW, deliver, fact, store


def test_a_finding_stands_while_no_report_tells_of_the_judged_days(database, profile):
    know(database, profile, (12, "Dear", "ENABLED"))
    store(database, profile, fact(profile, SETTLED, 12, clicks=100, impressions=5000, cost=90, orders=5, sales=100))
    assert judge(database, profile) == (1, 0, 0)
    later = NOW + timedelta(days=20)
    assert judge(database, profile, now=later) == (0, 0, 0)
    assert [one.status for one in findings(database)] == ["open"]
    with database.write() as session:
        deliver(session, profile, [(SP, "campaign", (SETTLED + timedelta(days=15)).isoformat())])
        assert len(flag_campaigns(session, profile, SP, now=later).resolved) == 1
