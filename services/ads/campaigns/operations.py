"""What one can do with campaigns: know them, list them, and flag those that need a decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.ads import events
from services.ads.campaigns import rules
from services.ads.campaigns.repository import CampaignRepository, poll, read_one
from services.ads.campaigns.rules import Judged
from services.ads.campaigns.rules.account import Account, account_of
from services.ads.campaigns.rules.evidence import evidence_of
from services.ads.campaigns.rules.links import RowLinks
from services.ads.campaigns.rules.subjects import TERM, JudgingContext, Subject, campaign_of_term, id_of_term
from services.ads.campaigns.schemas import CampaignQuery
from services.ads.deliveries.repository import DeliveryRepository
from services.ads.findings.repository import AdsFindings
from services.ads.findings.rules import ACCOUNT_OVER_TARGET, SPEND_WITHOUT_SALES, TEXTS
from services.ads.models import AdsProfile
from services.ads.models.keys import id_of_key, key_of_id, key_of_name
from services.ads.performance.repository import Floor, PerformanceRepository, SearchTermSums
from services.ads.performance.rules import Totals, Window, settled_window
from services.ads.products import NOT_SAID, word_of
from services.ads.profiles.operations import lock_profile
from services.ads.profiles.repository import ProfileRepository
from services.ads.report_types.rules import TYPES, codes_of, type_at
from services.ads.thresholds.operations import thresholds_of
from shared.auth import Principal
from shared.db import Database, Session
from shared.findings.judging import Seen, Sitting, judge
from shared.findings.operations import Outcome, Scope
from shared.findings.rules import ask
from shared.findings.stakes import bound_micros
from shared.money import text_of_micros
from shared.problems import NotFoundError

_STATES = ("ENABLED", "PAUSED", "ARCHIVED")
"""Of several campaigns of one name, a file means the most alive one."""


@dataclass(frozen=True, slots=True)
class CampaignNames:
    """The campaigns of a product by name and its ad groups by (campaign, name), to find what a file means."""

    profile_key: int
    ad_product: str
    keys: dict[str, int]
    ad_groups: dict[tuple[int, str], int]

    def key_of(self, name: str) -> int:
        """Amazon's id of the campaign of this name, or the provisional key of a name not known."""
        return self.keys.get(name, key_of_name(self.profile_key, self.ad_product, name))

    def ad_group_key_of(self, campaign_name: str, name: str) -> int:
        """The same for an ad group of a campaign."""
        known = self.ad_groups.get((self.key_of(campaign_name), name))
        return known or key_of_name(self.profile_key, self.ad_product, campaign_name, name)


def campaign_names(session: Session, profile: AdsProfile, ad_product: str) -> CampaignNames:
    """The names of a product's campaigns and ad groups."""
    rows = CampaignRepository(session, profile.tenant_id).of_profile(profile.key, ad_product)
    rank = {state: place for place, state in enumerate(_STATES)}
    ordered = sorted(rows, key=lambda row: (row.campaign_key > 0, -rank.get(row.state, len(rank)), row.campaign_key))
    groups = PerformanceRepository(session, profile.tenant_id).ad_groups(profile.key, ad_product)
    return CampaignNames(
        profile.key,
        ad_product,
        {row.name: row.campaign_key for row in ordered},
        {(row.campaign_key, row.name): row.ad_group_key for row in sorted(groups, key=lambda row: row.ad_group_key)},
    )


def products_of_campaigns(session: Session, profile: AdsProfile) -> dict[int, str]:
    """The ad products of a profile's campaigns by their keys, those that are not said left out."""
    rows = CampaignRepository(session, profile.tenant_id).products(profile.key)
    return {row.campaign_key: row.ad_product for row in rows if row.ad_product != NOT_SAID}


def store_campaigns(
    session: Session,
    profile: AdsProfile,
    ad_product: str,
    rows: Sequence[dict[str, Any]],
    *,
    now: datetime,
    keep_state: bool = False,
) -> int:
    """Bring campaigns of a product up to what was told (`campaign_key`, `name`, ...); how many were new or changed.

    None means that nothing was told. With `keep_state` the state of a known campaign stays: a file tells
    how it was on a day long ago.
    """
    lock_profile(session, profile.tenant_id, profile.key)
    repository = CampaignRepository(session, profile.tenant_id)
    stored: dict[int, dict[str, Any]] = {
        row.campaign_key: dict(row._mapping) for row in repository.whole_rows(profile.key, ad_product)
    }
    owner = {"profile_key": profile.key, "ad_product": ad_product}
    changed = []
    for row in rows:
        before = stored.get(row["campaign_key"], {})
        reported = {name: value for name, value in row.items() if value is not None}
        if keep_state and before.get("state", "UNKNOWN") != "UNKNOWN":
            reported.pop("state", None)
        if any(before.get(name, _NOTHING) != value for name, value in reported.items()):
            changed.append({**_UNREPORTED, **before, **reported, **owner, "updated_at": now})
    repository.store(changed)
    _merge_campaigns(session, profile, ad_product, now=now)
    return len(changed)


def has_enabled_campaign(session: Session, profile: AdsProfile, ad_product: str) -> bool:
    """Whether the product should have traffic."""
    rows = CampaignRepository(session, profile.tenant_id).of_profile(profile.key, ad_product)
    return any(row.state == "ENABLED" for row in rows)


def merge_ad_groups(session: Session, profile: AdsProfile, ad_product: str) -> None:
    """Give what is known of an ad group by its name alone to the one of Amazon's id, once that is known."""
    names = campaign_names(session, profile, ad_product)
    performance = PerformanceRepository(session, profile.tenant_id)
    for row in performance.ad_groups(profile.key, ad_product):
        known = names.ad_groups[row.campaign_key, row.name]
        if row.ad_group_key < 0 < known:
            performance.move_ad_group(profile.key, ad_product, row.ad_group_key, known)


def flag_campaigns(session: Session, profile: AdsProfile, ad_product: str, *, now: datetime) -> Outcome:
    """Judge the settled days of a product: findings are opened, updated and resolved, and events told."""
    window = settled_window(profile.present(now), profile.timezone)
    codes = codes_of(ad_product)
    delivered = DeliveryRepository(session, profile.tenant_id).has_days(profile.key, ad_product, window)
    outcome = judge(
        AdsFindings(session, profile.tenant_id, ad_product),
        Scope(profile.seller_id, profile.marketplace_id),
        [one for one in rules.JUDGES if set(one.codes) <= set(codes)],
        lambda sitting: _look(session, profile, ad_product, window, sitting),
        lambda outcome, moment: events.tell_findings(session, outcome, TEXTS, now=moment),
        lock=lambda: lock_profile(session, profile.tenant_id, profile.key),
        arrived={rules.DAYS} if delivered else (),
        now=now,
    )
    ProfileRepository(session, profile.tenant_id).note_judged(profile.key, now)
    return outcome


def judge_account(session: Session, tenant_id: str, seller_id: str, *, now: datetime) -> None:
    """Judge all that is known of a seller account."""
    for profile in ProfileRepository(session, tenant_id).of_seller(seller_id):
        for product in dict.fromkeys(one.ad_product for one in TYPES if one.judged_by):
            flag_campaigns(session, profile, product, now=now)


async def list_ads_campaigns(database: Database, principal: Principal, query: CampaignQuery) -> dict[str, Any]:
    """A page of the tenant's campaigns, in the shape of AdsCampaignPage."""
    found = await poll(database, principal.tenant_id, query)
    return {"items": [_shown(row) for row in found.rows], **found.envelope}


async def get_ads_campaign(database: Database, principal: Principal, campaign_id: str) -> dict[str, Any]:
    """One campaign, in the shape of AdsCampaignRead. Raises NotFoundError."""
    row = await read_one(database, principal.tenant_id, campaign_id)
    if row is None:
        raise NotFoundError
    return _shown(row)


_NOTHING = object()
_UNREPORTED: dict[str, Any] = {
    "state": "UNKNOWN",
    "targeting_type": None,
    "budget_micros": None,
    "budget_type": None,
    "start_on": None,
    "deleted_at": None,
    "replaced_by_key": None,
}


def _merge_campaigns(session: Session, profile: AdsProfile, ad_product: str, *, now: datetime) -> None:
    """The same as `merge_ad_groups` for campaigns; one that is counted under both keys would count twice."""
    repository = CampaignRepository(session, profile.tenant_id)
    provisional = [row for row in repository.of_profile(profile.key, ad_product) if row.campaign_key < 0]
    keys = campaign_names(session, profile, ad_product).keys if provisional else {}
    for row in provisional:
        if keys[row.name] > 0:
            PerformanceRepository(session, profile.tenant_id).move_campaign(
                profile.key, ad_product, row.campaign_key, keys[row.name]
            )
            repository.replace(profile.key, ad_product, row.campaign_key, keys[row.name], now=now)


def _look(session: Session, profile: AdsProfile, ad_product: str, window: Window, sitting: Sitting[Judged]) -> Seen:
    totals, report = _campaign_totals(session, profile, ad_product, window)
    links = RowLinks(profile.seller_id, profile.marketplace_id, window, ad_product, report)
    thresholds = thresholds_of(session, profile.tenant_id, profile.seller_id)
    context = JudgingContext(thresholds, window, profile.currency, links, sitting.standing)
    of_product = (profile.key, ad_product, window)
    campaigns = _campaign_subjects(session, profile, ad_product, totals)
    sums = SearchTermSums(session, profile.tenant_id)
    has_terms, tells_account = SPEND_WITHOUT_SALES in sitting.codes, ACCOUNT_OVER_TARGET in sitting.codes
    account = account_of(totals.values(), sums.belief(*of_product) if has_terms else None)
    terms: list[Subject] = []
    if account is not None and has_terms:
        found = sums.orderless(*of_product, *_floors(account, context, tells_account=tells_account))
        terms = [_term_subject(group.key, group.totals, campaigns) for group in found]
    observed = ask(sitting.judges, [Judged([*campaigns.values()], terms, account, context, tells_account)])
    high = bound_micros(thresholds.high_stake_micros, thresholds.high_stake_currency, profile.currency)
    return Seen(observed, high_stake=high)


def _floors(account: Account, context: JudgingContext, *, tells_account: bool) -> tuple[Floor, Floor]:
    """What a term must have had to be judged: a tenth less in campaigns of which one stands."""
    bound = rules.bound_of(account, context, tells_account=tells_account)
    new, standing = (evidence_of(account, bound, stands=stands) for stands in (False, True))
    campaigns = {key_of_id(campaign_of_term(key.subject_id)) for key in context.standing if key.subject_type == TERM}
    known = [key for key in campaigns if key is not None]
    return Floor(new.clicks, new.cost_micros), Floor(standing.clicks, standing.cost_micros, known)


def _campaign_totals(
    session: Session, profile: AdsProfile, ad_product: str, window: Window
) -> tuple[dict[int, Totals], str]:
    """The sums of each campaign, and the report that they are of: search terms where no other has come."""
    performance = PerformanceRepository(session, profile.tenant_id)
    of_product = (profile.key, ad_product, window)
    if totals := performance.campaign_totals(*of_product):
        return totals, type_at(ad_product, "campaign").name
    return performance.search_term_totals(*of_product), type_at(ad_product, "search_term").name


def _campaign_subjects(
    session: Session, profile: AdsProfile, ad_product: str, totals: dict[int, Totals]
) -> dict[int, Subject]:
    rows = CampaignRepository(session, profile.tenant_id).of_profile(profile.key, ad_product)
    subjects = {}
    for row in rows:
        identity = id_of_key(row.campaign_key)
        sums = totals.get(row.campaign_key, Totals())
        subjects[row.campaign_key] = Subject("campaign", identity, row.name, sums, identity, row.state)
    return subjects


def _term_subject(key: dict[str, Any], totals: Totals, campaigns: dict[int, Subject]) -> Subject:
    campaign_id = id_of_key(key["campaign_key"])
    campaign = campaigns.get(key["campaign_key"])
    name = f"{key['search_term']} · {campaign.name if campaign else campaign_id}"
    state = campaign.state if campaign else "UNKNOWN"
    term = key["search_term"]
    return Subject(TERM, id_of_term(campaign_id, term), name[:500], totals, campaign_id, state, term)


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    """The row that was read, made into what is shown; of hundreds a page, so in place."""
    del row["profile_key"], row["pos"]
    row["ad_product"] = word_of(row["ad_product"])
    row["campaign_id"] = id_of_key(row.pop("campaign_key"))
    replacing = row.pop("replaced_by_key")
    row["replaced_by"] = None if replacing is None else id_of_key(replacing)
    micros, currency = row.pop("budget_micros"), row.pop("currency")
    row["budget"] = None if micros is None else {"amount": text_of_micros(micros), "currency": currency}
    return row
