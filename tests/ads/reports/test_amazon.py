"""Records of the Ads API as fact rows; what is impossible is refused and leaves nothing behind."""

from datetime import date

import msgspec
import pytest

from services.ads.performance.rules import Window
from services.ads.products import SP
from services.ads.report_types.rules import AD_GROUPS, CAMPAIGNS, SEARCH_TERMS, TYPES, type_of
from services.ads.reports.amazon import Facts, Record, RecordError, request_of

KEY = 3
BASE = {
    "date": "2026-11-01", "campaignId": 11, "campaignName": "Kettle", "campaignStatus": "ENABLED",
    "impressions": 90, "clicks": 4, "cost": 2.51, "sales7d": 0.0,
}  # fmt: skip
SEVEN = {"purchases7d": 1, "unitsSoldClicks7d": 2, "sales7d": 10.07}
FOURTEEN = {"purchases14d": 3, "unitsSoldClicks14d": 4, "sales14d": 30.09}
AD_GROUP = {"adGroupId": 110, "adGroupName": "Group"}
TERM = {"targeting": "kettle", "matchType": "EXACT", "searchTerm": "水壶 1.7l"}


def record(*parts, **changes):
    content = dict(BASE)
    for part in parts:
        content |= part
    return msgspec.convert({k: v for k, v in (content | changes).items() if v != "absent"}, Record)


def rows_of(report, *records):
    facts = Facts(type_of(report), KEY, "GBP")
    facts.add(records)
    return facts.rows


@pytest.mark.parametrize(
    ("parts", "attributed"),
    [
        ([SEVEN], (1, 2, 10_070_000, 7)),
        ([{"sales7d": "absent"}, FOURTEEN], (3, 4, 30_090_000, 14)),
        ([{"sales7d": None}, FOURTEEN], (3, 4, 30_090_000, 14)),
        ([SEVEN, FOURTEEN], (1, 2, 10_070_000, 7)),
        ([{"sales7d": 0.0}, FOURTEEN], (0, 0, 0, 7)),
        ([{"sales7d": None}], (0, 0, 0, 7)),
    ],
)
def test_sales_of_seven_days_or_of_fourteen_where_there_are_no_others(parts, attributed):
    assert rows_of(CAMPAIGNS, record(*parts)) == [
        (KEY, "2026-11-01", SP, 11, 0, 90, 4, 2_510_000, *attributed),
    ]


@pytest.mark.parametrize(
    ("report", "parts", "head"),
    [
        (CAMPAIGNS, [AD_GROUP], (KEY, "2026-11-01", SP, 11, 0)),
        (AD_GROUPS, [AD_GROUP], (KEY, "2026-11-01", SP, 11, 110)),
        (SEARCH_TERMS, [AD_GROUP, TERM], (KEY, "2026-11-01", SP, 11, 110, "kettle", "EXACT", "水壶 1.7l")),
        (
            SEARCH_TERMS,
            [AD_GROUP, TERM, {"targeting": None, "matchType": None}],
            (KEY, "2026-11-01", SP, 11, 110, "", "", "水壶 1.7l"),
        ),
    ],
)
def test_the_key_of_each_report(report, parts, head):
    [row] = rows_of(report, record(*parts))
    assert row[: len(head)] == head
    assert len(row) == len(head) + 7


@pytest.mark.parametrize("campaign_id", [2**62, str(2**62)])
def test_ids_are_numbers_or_texts_of_numbers(campaign_id):
    assert rows_of(CAMPAIGNS, record(campaignId=campaign_id))[0][3] == 2**62


@pytest.mark.parametrize("cost", [0.29, 1.1, 2.675, 19.99, 1234567.89, 4.35])
def test_money_is_exact_to_the_micro(cost):
    assert rows_of(CAMPAIGNS, record(cost=cost))[0][7] == int(round(cost * 100, 4) * 10_000)


def test_what_the_records_tell_by_the_way():
    facts = Facts(type_of(SEARCH_TERMS), KEY, "GBP")
    facts.add(
        [record(AD_GROUP, TERM), record(AD_GROUP, TERM, searchTerm="lid"), record(AD_GROUP, TERM, campaignId=12)]
    )
    assert facts.names.campaigns == {11: ("Kettle", "ENABLED"), 12: ("Kettle", "ENABLED")}
    assert facts.names.ad_groups == {110: (12, "Group")}
    assert facts.days == {"2026-11-01": 3}


@pytest.mark.parametrize(
    "changes",
    [
        {"date": "2026-02-30"},
        {"date": "soon"},
        {"date": ""},
        {"date": "01/11/2026"},
        {"campaignId": 0},
        {"campaignId": -5},
        {"campaignId": "x11"},
        {"campaignId": 2**63},
        {"adGroupId": None},
        {"adGroupId": ""},
        {"impressions": -1},
        {"clicks": -1},
        {"cost": -0.01},
        {"sales7d": -0.01},
        {"unitsSoldClicks7d": -1},
        {"impressions": 2**63},
        {"cost": 1e18},
        {"sales7d": 1e300},
        {"searchTerm": None},
        {"searchTerm": "x" * 501},
        {"targeting": "x" * 501},
        {"matchType": "x" * 41},
        {"searchTerm": "a\x00b"},
        {"targeting": "a\x00b"},
    ],
)
def test_an_impossible_record_is_refused_and_leaves_nothing(changes):
    facts = Facts(type_of(SEARCH_TERMS), KEY, "GBP")
    with pytest.raises(RecordError):
        facts.add_one(record(AD_GROUP, TERM, SEVEN, **changes))
    assert facts == Facts(type_of(SEARCH_TERMS), KEY, "GBP")


def test_what_was_added_before_an_impossible_record_stays():
    facts = Facts(type_of(CAMPAIGNS), KEY, "GBP")
    with pytest.raises(RecordError):
        facts.add([record(), record(clicks=-1), record(campaignId=12)])
    assert [row[3] for row in facts.rows] == [11]


@pytest.mark.parametrize(
    ("name", "report_type_id", "group_by"),
    [
        ("spCampaigns", "spCampaigns", ("campaign",)),
        ("spCampaigns.adGroup", "spCampaigns", ("campaign", "adGroup")),
        ("spSearchTerm", "spSearchTerm", ("searchTerm",)),
    ],
)
def test_a_request_names_its_last_day(name, report_type_id, group_by):
    request = request_of(type_of(name), Window(date(2026, 1, 1), date(2026, 2, 1)))
    assert (request.start_on, request.end_on) == (date(2026, 1, 1), date(2026, 1, 31))
    assert (request.report_type_id, request.group_by, request.time_unit) == (report_type_id, group_by, "DAILY")


def test_every_column_that_is_read_is_asked_for():
    read = {field.encode_name for field in msgspec.structs.fields(Record)}
    asked = {column for report in TYPES for column in report.columns}
    assert asked - read == {"costType", "impressionsViews"}
    assert read - asked == set()
