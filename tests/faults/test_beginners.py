"""Beginners make over forty mistakes and mend each by the answer alone, without the documents.

Pass: the answer names one member of the request and what to write, in English and in Chinese; the request that is
changed by it, and by nothing else, succeeds.
"""

import pytest

from tests.faults import mistakes, mistakes_in_bodies
from tests.faults.beginners import Mistake, is_chinese, told_of
from tests.faults.house import House, Tenant
from tests.faults.mistakes import LISTINGS, Shop

pytestmark = pytest.mark.present


@pytest.fixture
def shop(house: House, owner: Tenant) -> Shop:
    revoked = house.issue(owner.tenant_id)["Authorization"].removeprefix("Bearer ")
    key_id = revoked.split("_")[2]
    assert house.http.delete(f"/v1/api-keys/{key_id}", headers=owner.headers).status_code == 204
    return Shop(
        key=owner.headers["Authorization"].removeprefix("Bearer "),
        revoked=revoked,
        reader=house.issue(owner.tenant_id, "catalog:read")["Authorization"].removeprefix("Bearer "),
        seller_id=owner.ids["seller_id"],
        listing_id=owner.ids["listing_id"],
        finding_id=owner.ids["catalog.finding_id"],
        actor_id=owner.ids["actor_id"],
        http=house.http,
    )


def all_of(shop: Shop) -> list[Mistake]:
    return [
        *mistakes.of_keys(shop),
        *mistakes.of_paths(shop),
        *mistakes.of_queries(shop),
        *mistakes_in_bodies.of_headers(shop),
        *mistakes_in_bodies.of_bodies(shop),
    ]


def trouble_with(mistake: Mistake, shop: Shop) -> str | None:
    """What kept a beginner from mending a mistake, or None."""
    asked = mistake.sent.with_header("Accept-Language", "zh-CN")
    # The answer to a batch is kept, and repeated in its language.
    chinese = (asked.with_header("Idempotency-Key", "in-chinese") if mistake.status == 207 else asked).through(
        shop.http
    )
    answer = mistake.sent.through(shop.http)
    if answer.status_code != mistake.status:
        return f"{answer.status_code}: {answer.text}"
    try:
        told = told_of(answer)
        assert told.body.get("code", "") == mistake.code
        assert mistake.pointer is None or told.pointer == mistake.pointer, told.pointer
        assert is_chinese(chinese), chinese.text
        mended = mistake.mend(mistake.sent, told).through(shop.http)
        assert mended.is_success, mended.text
        assert all(not each["errors"] for each in mended.json().get("results", ())), mended.text
    except AssertionError as failure:
        return str(failure)
    return None


def test_every_mistake_is_mended_by_the_answer_alone(shop: Shop) -> None:
    tried = all_of(shop)
    assert len({each.name for each in tried}) == len(tried) >= 50
    troubles = [f"{each.name}: {found}" for each in tried if (found := trouble_with(each, shop))]
    assert not troubles, "\n\n".join(troubles)


def test_what_is_plainly_meant_is_no_mistake(shop: Shop) -> None:
    """A `+` unescaped, a version without quotes or made weak by a proxy, blanks at the ends of a key."""
    padded = {"Authorization": f"Bearer   {shop.key}"}
    answers = [
        shop.get(LISTINGS, "updated_after=2026-01-01T00:00:00+08:00").through(shop.http),
        shop.get(LISTINGS, "updated_after=2026-01-01T00:00:00%2B08:00").through(shop.http),
        shop.renamed("1").through(shop.http),
        shop.renamed('W/"2"').through(shop.http),
        shop.renamed('"2"').through(shop.http),
        shop.http.get(LISTINGS, headers=padded),
    ]
    assert [answer.status_code for answer in answers] == [200] * 6, [answer.text for answer in answers]
