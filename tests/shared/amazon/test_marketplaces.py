import re
from zoneinfo import ZoneInfo

import pytest

from shared.amazon import marketplaces
from shared.amazon.marketplaces import UnknownMarketplaceError

COUNTRIES = "US CA MX BR UK DE FR IT ES NL BE SE PL TR AE SA EG IN ZA IE JP AU SG"


def test_all_marketplaces_are_there_once():
    assert sorted(m.country_code for m in marketplaces.MARKETPLACES) == sorted(COUNTRIES.split())
    assert len({m.marketplace_id for m in marketplaces.MARKETPLACES}) == 23


@pytest.mark.parametrize("marketplace", marketplaces.MARKETPLACES, ids=lambda m: m.country_code)
def test_each_has_a_real_time_zone_and_addresses(marketplace):
    assert ZoneInfo(marketplace.timezone).key == marketplace.timezone
    assert marketplaces.ADS_API_URLS[marketplace.region].startswith("https://advertising-api")
    assert marketplaces.SP_API_URLS[marketplace.region].startswith("https://sellingpartnerapi-")
    assert marketplaces.LWA_TOKEN_URLS[marketplace.region].endswith("/auth/o2/token")
    assert len(marketplace.currency) == 3
    assert re.fullmatch(f"[a-z]{{2}}-({marketplace.country_code}|GB)", marketplace.language)
    assert re.fullmatch("[\u4e00-\u9fff]+", marketplace.name.zh)


def test_lookups():
    german = marketplaces.of_id("A1PA6795UKMFR9")
    assert (german.country_code, german.region, german.currency) == ("DE", "EU", "EUR")
    assert marketplaces.of_country("JP").marketplace_id == "A1VC38T7YXB528"
    assert marketplaces.of_country("GB") is marketplaces.of_country("UK")


@pytest.mark.parametrize("look_up", [marketplaces.of_id, marketplaces.of_country])
def test_unknown_ones_are_a_typed_error(look_up):
    with pytest.raises(UnknownMarketplaceError):
        look_up("nowhere")
