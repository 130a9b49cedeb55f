"""Files of Unified Reporting through the import API: each row where it belongs, or told."""

import csv
import io
from datetime import date, timedelta
from itertools import count as numbers_from
from random import Random
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from services.ads.campaigns.operations import store_campaigns
from services.ads.models import BreakdownFact, CampaignFact, SearchTermFact
from services.ads.performance.rules import Window
from services.ads.report_imports.tasks import carrying
from services.ads.reports import operations as reports
from tests.ads.facts import DE, FIRST, NOW, OTHER, SELLER, UK
from tests.ads.report_imports.importing import import_now

PATH = "/v1/ads/report-imports"
KETTLE, BRAND, RETARGET = 5100000000001, 5100000000002, 5100000000003
WHERE = {"seller_id": SELLER, "marketplace_id": UK}
DAYS = {"from_on": "2026-11-01", "to_on": "2026-12-01"}


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    seconds = numbers_from(1)
    monkeypatch.setattr(carrying, "utc_now", lambda: NOW + timedelta(seconds=next(seconds)))


def line(campaign=KETTLE, **changes):
    return {
        "Advertiser account ID": '="account-kettle"', "Ad product": "Sponsored Products", "Budget currency": "GBP",
        "Campaign ID": f'="{campaign}"', "Campaign name": f"Campaign {campaign}", "Country": "",
        "Date": "Nov 10, 2026", "Impressions": "1,000", "Clicks": "20", "Total cost": "15.00", "Purchases": "2",
        "Sales": "60.00", "Units sold": "3",
    } | changes  # fmt: skip


def term(text, campaign=KETTLE, **changes):
    return line(campaign, **{"Ad group ID": '="610"', "Ad group name": "Group", "Search term": text}) | changes


def spans(*pairs):
    """Search terms, each over a span of its own."""
    lines = [{"Date range": span, **term(text)} for text, span in pairs]
    return csv_of(*lines, order=[name for name in lines[0] if name != "Date"])


def csv_of(*lines, order=None, end="\n", mark=True, extra=()):
    names = order or [*dict.fromkeys(name for one in lines for name in one), *extra]
    text = io.StringIO()
    rows = [[one.get(name, "x" if name in extra else "") for name in names] for one in lines]
    csv.writer(text, lineterminator=end).writerows([names, *rows])
    return text.getvalue().encode("utf-8-sig" if mark else "utf-8")


def imported(client, caller, database, content, *, name="report.csv", shops=(UK, DE), language="en"):
    headers = caller("ads:write") | {"Idempotency-Key": str(uuid4())}
    answer = client.post(PATH, data=WHERE, files={"file": (name, content)}, headers=headers)
    assert answer.status_code == 202, answer.text
    import_now(database, FIRST, answer.json()["import_id"], shops)
    return client.get(answer.headers["location"], headers=caller("ads:read") | {"accept-language": language}).json()


def errors(client, caller, done):
    shown = client.get(f"{PATH}/{done['import_id']}/errors", headers=caller()).json()["items"]
    return [(one["line"], one["code"], one["message"]) for one in shown]


def numbers(one):
    return (
        one["impressions"], one["clicks"], one["cost"]["amount"], one["orders"], one["sales"]["amount"], one["units"],
    )  # fmt: skip


def performance(client, caller, **query):
    answer = client.get("/v1/ads/performance", params=WHERE | DAYS | query, headers=caller())
    assert answer.status_code == 200, answer.text
    return answer.json()


def breakdowns(client, caller, kind, **query):
    days = {} if "period_id" in query else DAYS
    answer = client.get("/v1/ads/breakdowns", params=WHERE | days | {"kind": kind} | query, headers=caller())
    assert answer.status_code == 200, answer.text
    return answer.json()


def periods(client, caller, **query):
    return client.get("/v1/ads/breakdown-periods", params=query, headers=caller()).json()["items"]


def count(database, model):
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(model))


SB = {"Ad product": "Sponsored Brands"}
MIXED = (
    line(),
    line(BRAND, **SB, **{"Purchases": "", "Sales": "", "Units sold": "", "Total cost": "630.00"}),
    line(RETARGET, **{"Ad product": "Sponsored Display", "Total cost": "4.50"}),
    line(**{"Budget currency": "EUR", "Country": "Germany"}),
    line(BRAND, **SB, **{"Impressions": "", "Clicks": "", "Total cost": "", "Sales": "6300.00"}),
)


def test_each_row_where_it_belongs(client, caller, database):
    done = imported(client, caller, database, csv_of(*MIXED))
    assert (done["status"], done["kind"], done["report"], done["period_id"]) == ("completed", "campaign", None, None)
    counted = [done[f"rows_{name}"] for name in ("read", "imported", "changed", "rejected", "folded", "elsewhere")]
    assert counted == [5, 4, 3, 1, 1, 1]
    message = "A row of Germany, EUR; the account's currency here is GBP."
    assert errors(client, caller, done) == [(5, "currency-mismatch", message)]
    shown = performance(client, caller)
    assert {one["campaign_id"]: (one["ad_product"], numbers(one)) for one in shown["items"]} == {
        str(BRAND): ("SPONSORED_BRANDS", (1000, 20, "630.00", 2, "6300.00", 3)),
        str(RETARGET): ("SPONSORED_DISPLAY", (1000, 20, "4.50", 2, "60.00", 3)),
        str(KETTLE): ("SPONSORED_PRODUCTS", (1000, 20, "15.00", 2, "60.00", 3)),
    }
    assert shown["totals"] is None
    told = {one["ad_product"]: numbers(one) for one in done["totals_by_ad_product"]}
    assert told["SPONSORED_BRANDS"] == (1000, 20, "630.00", 2, "6300.00", 3)
    assert (done["judged_days"], done["cannot_feed"]) == (["2026-11-10"], [])


def test_the_form_of_a_file_changes_nothing(client, caller, database):
    first = imported(client, caller, database, csv_of(*MIXED))
    random, order, lines = Random(5), list(MIXED[0]), list(MIXED)  # noqa: S311 - no secret
    random.shuffle(order)
    random.shuffle(lines)
    again = imported(
        client,
        caller,
        database,
        csv_of(*lines, order=[*order, "Moon phase"], end="\r\n", mark=False, extra=("Moon phase",)),
    )
    assert (again["unknown_columns"], again["rows_changed"]) == (["Moon phase"], 0)
    assert again["totals_by_ad_product"] == first["totals_by_ad_product"]


def test_a_day_of_a_file_is_the_whole_day(client, caller, database):
    imported(client, caller, database, csv_of(line(), line(BRAND), line(**{"Date": "Nov 11, 2026"})))
    done = imported(client, caller, database, csv_of(line(**{"Clicks": "25"})))
    assert (done["rows_changed"], count(database, CampaignFact)) == (1, 2)
    assert numbers(performance(client, caller)["totals"])[:3] == (2000, 45, "30.00")


def test_days_of_the_ads_api_stay(client, caller, database, profile):
    with database.write() as session:
        window = Window(date(2026, 11, 10), date(2026, 11, 11))
        reports.record_delivery(session, profile, "spCampaigns", window, {"2026-11-10": 1}, source="api", now=NOW)
    done = imported(client, caller, database, csv_of(line(), line(BRAND, **{"Ad product": "Sponsored Brands"})))
    assert (done["rows_changed"], done["rows_superseded"], count(database, CampaignFact)) == (1, 1, 1)


def test_search_terms_without_a_product_stand_apart_until_it_is_known(client, caller, database, profile):
    content = csv_of(
        *({name: cell for name, cell in one.items() if name != "Ad product"} for one in (term("kettle"), term("lid")))
    )
    done = imported(client, caller, database, content)
    assert (done["report"], done["judged_days"]) == ("anySearchTerm", [])
    assert [one["ad_product"] for one in performance(client, caller, group_by="search_term")["items"]] == [
        "NOT_SAID"
    ] * 2
    with database.write() as session:
        known = [{"campaign_key": KETTLE, "name": "Kettle", "state": "ENABLED"}]
        store_campaigns(session, profile, "SP", known, now=NOW)
    again = imported(client, caller, database, content)
    assert (again["report"], again["judged_days"]) == ("spSearchTerm", ["2026-11-10"])
    shown = performance(client, caller, group_by="search_term")
    assert [(one["ad_product"], one["search_term"]) for one in shown["items"]] == [
        ("SPONSORED_PRODUCTS", "kettle"),
        ("SPONSORED_PRODUCTS", "lid"),
    ]
    assert count(database, SearchTermFact) == 2


def test_a_blank_term_with_money_is_in_the_totals_and_never_proposed(client, caller, database):
    nothing = {"Purchases": "0", "Sales": "0.00", "Units sold": "0"}
    dear = {"Clicks": "400", "Total cost": "300.00"} | nothing
    done = imported(client, caller, database, csv_of(term("kettle"), term("", **dear), term("lid", **dear)))
    assert numbers(done["totals"])[:3] == (3000, 820, "615.00")
    assert numbers(performance(client, caller, group_by="search_term")["totals"])[2] == "615.00"
    found = client.get("/v1/ads/findings", headers=caller()).json()["items"]
    waste = {one["subject"]["id"] for one in found if one["code"] == "ads.spend_without_sales"}
    assert waste == {f"{KETTLE}:lid"}


def test_a_blank_line_that_is_the_sum_of_the_others_is_none(client, caller, database):
    total = {
        "Impressions": "2,000",
        "Clicks": "40",
        "Total cost": "30.00",
        "Purchases": "4",
        "Sales": "120.00",
        "Units sold": "6",
    }
    elsewhere = {"Ad group ID": '="611"'}
    done = imported(
        client, caller, database, csv_of(term("a"), term("", **total), term("b"), term("", **total, **elsewhere))
    )
    assert [done[f"rows_{name}"] for name in ("read", "imported", "skipped")] == [4, 3, 1]
    assert numbers(done["totals"])[:3] == (4000, 80, "60.00")


def test_a_file_of_spans_is_a_period_of_its_own(client, caller, database):
    long, day = "Nov 01, 2026 - Nov 28, 2026", "Nov 09, 2026 - Nov 09, 2026"
    done = imported(client, caller, database, spans(("kettle", long), ("lid", day)))
    assert (done["kind"], done["first_on"], done["last_on"]) == ("search_term", "2026-11-01", "2026-11-28")
    assert (done["rows_changed"], done["judged_days"], len(done["cannot_feed"])) == (2, [], 4)
    assert performance(client, caller, group_by="search_term")["items"] == []
    [period] = periods(client, caller)
    assert (period["period_id"], period["from_on"], period["to_on"]) == (
        done["period_id"],
        "2026-11-01",
        "2026-11-29",
    )
    shown = breakdowns(client, caller, "search_term", period_id=period["period_id"])
    assert [
        (one["search_term"], one["from_on"], one["to_on"])
        for one in sorted(shown["items"], key=lambda one: one["from_on"])
    ] == [
        ("kettle", "2026-11-01", "2026-11-29"),
        ("lid", "2026-11-09", "2026-11-10"),
    ]
    assert numbers(shown["totals"]) == numbers(done["totals"]) == (2000, 40, "30.00", 4, "120.00", 6)
    again = imported(client, caller, database, spans(("kettle", long)))
    assert (again["period_id"], again["rows_changed"]) == (done["period_id"], 0)
    other = imported(client, caller, database, spans(("kettle", "Nov 20, 2026 - Nov 28, 2026")))
    assert other["period_id"] != done["period_id"]
    assert {one["period_id"]: one["row_count"] for one in periods(client, caller)} == {
        done["period_id"]: 1,
        other["period_id"]: 1,
    }
    assert count(database, BreakdownFact) == 2


def test_targets_with_bids_and_states(client, caller, database):
    def target(identity, text, **changes):
        own = {
            "Target ID": identity,
            "Targeting": text,
            "Targeting match type": "EXACT",
            "Target bid": "0.75",
            "Target status": "ENABLED",
        }
        return term("", **own) | changes

    lines = (
        target('="71"', "kettle"),
        target('="71"', "", **{"Target bid": "", "Target status": "", "Targeting match type": ""}),
        target('="72', 'asin="B0KETTLE01"', **{"Target status": "PAUSED"}),
        target("", "", **{"Target bid": "", "Targeting match type": "", "Clicks": "1"}),
    )
    done = imported(client, caller, database, csv_of(*lines))
    assert (done["kind"], done["rows_imported"], done["rows_folded"]) == ("targeting", 4, 1)
    shown = {one["target_id"]: one for one in breakdowns(client, caller, "targeting")["items"]}
    assert {
        key: (one["targeting"], one["named"], one["target_state"], one["bid"] and one["bid"]["amount"], one["clicks"])
        for key, one in shown.items()
    } == {
        "71": ("kettle", True, "ENABLED", "0.75", 40),
        "72": ('asin="B0KETTLE01"', True, "PAUSED", "0.75", 20),
        None: (None, False, "ENABLED", None, 1),
    }
    restated = imported(client, caller, database, csv_of(target('="71"', "kettle")))
    assert (restated["rows_changed"], len(breakdowns(client, caller, "targeting")["items"])) == (1, 1)


def test_advertised_products_with_what_is_their_own(client, caller, database):
    def product(sku, asin="B0KETTLE01", shop="AMAZON_CO_UK", **changes):
        own = {"Advertised product SKU": sku, "Advertised product ID": asin, "Advertised product marketplace": shop,
               "Sales (promoted)": "40.00", "Purchases (promoted)": "1", "Units sold (promoted)": "1"}  # fmt: skip
        return line(**own) | changes

    euros = {"Budget currency": "EUR"}
    lines = (
        product("KETTLE+1"),
        product("KETTLE+1", Date="Nov 11, 2026"),
        product("", "", Clicks="21"),
        product("A", shop="UAMAZON_DE", **euros),
    )
    done = imported(client, caller, database, csv_of(*lines))
    assert (done["kind"], done["rows_imported"], done["rows_elsewhere"]) == ("advertised_product", 3, 1)
    assert errors(client, caller, done)[0][2].startswith("A row of Germany (UAMAZON_DE), EUR")
    shown = {one["sku"]: one for one in breakdowns(client, caller, "advertised_product")["items"]}
    assert {sku: (*numbers(one), one["promoted_sales"]["amount"]) for sku, one in shown.items()} == {
        "KETTLE+1": (2000, 40, "30.00", 4, "120.00", 6, "80.00"),
        None: (1000, 21, "15.00", 2, "60.00", 3, "40.00"),
    }
    daily = breakdowns(client, caller, "advertised_product", time_unit="DAILY", ad_product="SPONSORED_PRODUCTS")
    assert len(daily["items"]) == 3
    assert breakdowns(client, caller, "advertised_product", ad_product="SPONSORED_BRANDS")["items"] == []
    assert breakdowns(client, caller, "purchased_product")["totals"]["impressions"] == 0


def test_rows_that_may_be_of_several_shops_are_told(client, caller, database):
    done = imported(client, caller, database, csv_of(line()), shops=(UK,))
    assert done["rows_imported"] == 1
    other = imported(client, caller, database, csv_of(line(), line(**{"Advertiser account ID": "another"})))
    assert [code for _, code, _ in errors(client, caller, other)] == ["account-mismatch"]
    germany = imported(client, caller, database, csv_of(line(**{"Budget currency": "EUR"})))
    assert (germany["status"], germany["failure_code"]) == ("failed", "no-valid-rows")


def test_several_accounts_of_which_none_is_known_are_refused(client, caller, database):
    content = csv_of(line(), line(), line(**{"Advertiser account ID": "another"}), line(Date="soon"))
    done = imported(client, caller, database, content, language="zh-CN")
    assert (done["failure_code"], count(database, CampaignFact)) == ("account-unclear", 0)
    assert done["failure_detail"].startswith("这份亚马逊统一报告")
    counted = [done[f"rows_{name}"] for name in ("read", "imported", "changed", "rejected", "folded")]
    assert (counted, done["totals_by_ad_product"]) == ([4, 0, 0, 1, 0], [])
    assert numbers(done["totals"]) == (0, 0, "0.00", 0, "0.00", 0)
    assert [code for _, code, _ in errors(client, caller, done)] == ["date-invalid"]


def test_lines_that_are_equal_in_everything_are_added_up(client, caller, database):
    """Amazon tells one key in several lines, so two equal ones are two; the import says how many were folded."""
    done = imported(client, caller, database, csv_of(line(), line(), line(BRAND)))
    assert [done[f"rows_{name}"] for name in ("read", "imported", "changed", "folded")] == [3, 3, 2, 1]
    assert numbers(done["totals"])[:3] == (3000, 60, "45.00")
    assert sorted(numbers(one)[1] for one in performance(client, caller)["items"]) == [20, 40]


@pytest.mark.parametrize(
    ("language", "start"),
    [("en", "This is Amazon's unified search term report"), ("zh", "这是亚马逊统一报告（搜索词）")],
)
def test_a_refusal_names_the_report_in_the_callers_language(client, caller, database, language, start):
    content = csv_of(term("kettle", Date="November")).replace(b"Date,", b"Month,")
    done = imported(client, caller, database, content, language=language)
    assert (done["status"], done["failure_code"]) == ("failed", "year-missing")
    assert done["failure_detail"].startswith(start)


def test_a_file_without_rows_is_no_failure(client, caller, database):
    done = imported(client, caller, database, csv_of(line()).split(b"\n")[0] + b"\n")
    assert (done["status"], done["kind"], done["rows_read"]) == ("completed", "campaign", 0)


def test_whole_or_not_at_all_over_many_spans(client, caller, database):
    random, first = Random(11), date(2026, 11, 1)  # noqa: S311 - no secret
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([name for name in term("") if name != "Date"] + ["Date range"])
    for number in range(2500):
        start = first + timedelta(days=random.randrange(10))
        end = start + timedelta(days=random.randrange(20))
        cells = term(f"kettle {number}", **{"Impressions": "10", "Clicks": "1", "Total cost": "0.50"})
        span = f"{start:%b %d, %Y} - {end:%b %d, %Y}"
        writer.writerow([cell for name, cell in cells.items() if name != "Date"] + [span])
    done = imported(client, caller, database, text.getvalue().encode())
    assert (done["rows_imported"], done["rows_rejected"], count(database, SearchTermFact)) == (2500, 0, 0)
    [period] = periods(client, caller)
    assert (period["row_count"], numbers(period["totals_by_ad_product"][0])[:3]) == (2500, (25000, 2500, "1250.00"))


def test_who_may_read_breakdowns(client, caller, database):
    done = imported(client, caller, database, spans(("kettle", "Nov 01, 2026 - Nov 02, 2026")))
    query = WHERE | {"kind": "search_term", "period_id": done["period_id"]}
    for path, params in (("/v1/ads/breakdowns", query), ("/v1/ads/breakdown-periods", {})):
        assert client.get(path, params=params).status_code == 401
    assert client.get("/v1/ads/breakdowns", params=query, headers=caller(tenant=OTHER)).status_code == 404
    assert client.get("/v1/ads/breakdown-periods", headers=caller(tenant=OTHER)).json()["items"] == []
    assert client.get("/v1/ads/breakdowns", params=query | {"kind": "placement"}, headers=caller()).status_code == 404
    for wrong in (
        {"kind": "campaign"},
        {"kind": "placement", "to_on": "2026-11-01"},
        {"kind": "targeting", "period_id": "x"},
    ):
        answer = client.get("/v1/ads/breakdowns", params=WHERE | DAYS | wrong, headers=caller())
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid-request")


def test_pages_of_breakdowns(client, caller, database):
    lines = [line(**{"Placement classification": f"Place {number}"}) for number in range(5)]
    imported(client, caller, database, csv_of(*lines))
    walked, query = [], {"limit": "2"}
    while True:
        page = breakdowns(client, caller, "placement", **query)
        assert page["totals"]["clicks"] == 100
        walked += [one["placement"] for one in page["items"]]
        if not page["has_more"]:
            break
        query["cursor"] = page["next_cursor"]
    assert sorted(walked) == [f"Place {number}" for number in range(5)]
