"""In what the reports are as unkind as Amazon's: their headers, encodings, quotes, missing and scattered rows."""

from collections import Counter, defaultdict

import pytest

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)

UK, DE = "A1F83G8C2ARO7P", "A1PA6795UKMFR9"
PLANNING, LEDGER = "GET_FBA_INVENTORY_PLANNING_DATA", "GET_LEDGER_SUMMARY_VIEW_DATA"
LISTINGS = "GET_MERCHANT_LISTINGS_ALL_DATA"
ORDERS = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL"
SMALL = {"planning-rows-missing", "campaigns-sponsored-brands", "campaigns-sponsored-display"}
ENGLISH = {"reportOptions": {"preferredReportDocumentLocale": "en_US"}}


def troubles(client, size=80):
    key = client.get("/sandbox/answer-key", params={"seed": 4, "size": size}).json()
    return key["troubles"], {each for each in key["not_planted"] if "." not in each}


def test_one_marketplace_has_the_planning_columns_of_2026_the_other_still_those_of_2025(reports):
    new, old = (list(reports.rows(PLANNING, (each,))[0]) for each in (UK, DE))
    assert (len(new), len(old)) == (99, 77)
    for oldest in ("inv-age-{}-days", "estimated-ais-{}-days", "quantity-to-be-charged-ais-{}-days"):
        assert oldest.format("456-plus") in new
        assert oldest.format("365-plus") in old
        assert oldest.format("365-plus") not in new
    assert "Inventory age snapshot date" in new
    assert "Total Reserved Quantity" in new
    assert "reserved-quantity" in old


def test_buckets_of_age_hold_all_units_in_either_division(reports, seller):
    seen = 0
    for _ in range(2):
        for marketplace, last in ((UK, ("366-to-455", "456-plus")), (DE, ("365-plus",))):
            for row in reports.rows(PLANNING, (marketplace,)):
                young = ("0-to-90", "91-to-180", "181-to-270", "271-to-365", *last)
                fine = ("0-to-30", "31-to-60", "61-to-90", "91-to-180", "181-to-330", "331-to-365", *last)
                for division in (young, fine):
                    assert sum(int(row[f"inv-age-{days}-days"]) for days in division) == int(row["available"]) > 0
                seen += 1
        seller.let_days_pass(1)
    assert seen > 60


def test_the_planning_report_of_several_marketplaces_is_that_of_the_first(reports):
    assert reports.rows(PLANNING, (DE, UK)) == reports.rows(PLANNING, (DE,))


def test_every_other_day_half_of_the_planning_rows_or_more_are_missing(reports, seller, client):
    counts = defaultdict(list)
    for _ in range(6):
        met = {each["marketplace_id"]: each for each in troubles(client)[0] if each["trouble"].endswith("missing")}
        for marketplace in (UK, DE):
            counts[marketplace].append((met[marketplace]["is_on"], len(reports.rows(PLANNING, (marketplace,)))))
        seller.let_days_pass(1)
    for days in counts.values():
        assert [is_short for is_short, _ in days] in ([True, False] * 3, [False, True] * 3)
        whole = [rows for is_short, rows in days if not is_short]
        assert min(whole) > 30
        assert all(0 < rows < 0.6 * max(whole) for is_short, rows in days if is_short)
    assert counts[UK][0][0] != counts[DE][0][0]


def test_the_ledger_is_quoted_in_one_week_and_bare_in_the_next(reports, seller, client):
    forms = []
    for _ in range(2):
        text = reports.text(LEDGER, (UK, DE), days=10)
        lines = text.removesuffix("\r\n").split("\r\n")
        cells = [cell for line in lines for cell in line.split("\t")]
        is_quoted = lines[0].startswith('"')
        assert all((len(cell) > 1 and cell[0] == cell[-1] == '"') == is_quoted for cell in cells)
        assert 'Lamp 12"' in text
        on = {each["trouble"] for each in troubles(client)[0] if each["is_on"]}
        assert ("ledger-quoted" in on, "ledger-bare" in on) == (is_quoted, not is_quoted)
        forms.append(is_quoted)
        seller.let_days_pass(7)
    assert sorted(forms) == [False, True]


def test_the_listings_report_speaks_the_marketplaces_language_unless_english_is_asked_for(reports):
    german, media_type = reports.file(LISTINGS, (DE,))
    assert media_type == "text/plain;charset=Cp1252"
    header, first = (line.split(b"\t") for line in german.split(b"\r\n")[:2])
    assert header[:4] == [b"Artikelbezeichnung", b"Artikelbeschreibung", b"Angebotsnummer", b"H\xe4ndler-SKU"]
    assert len(header) == len(first) == 19
    english, media_type = reports.file(LISTINGS, (DE,), **ENGLISH)
    assert media_type == "text/plain;charset=Cp1252"
    assert english.startswith(b"item-name\titem-description\tlisting-id\tseller-sku\t")
    assert "K\u00fcchenwaage".encode("cp1252") in english
    with pytest.raises(UnicodeDecodeError):
        english.decode()
    rows, skus = reports.rows(LISTINGS, (DE,)), reports.rows(LISTINGS, (DE,), **ENGLISH)
    assert [row["H\u00e4ndler-SKU"] for row in rows] == [row["seller-sku"] for row in skus]
    assert [(row["Preis"], row["ASIN 1"]) for row in rows] == [(row["price"], row["asin1"]) for row in skus]
    assert reports.file(LISTINGS, (UK,))[1] == "text/plain;charset=UTF-8"


@pytest.mark.parametrize(
    ("locale", "encoding", "sku", "columns"),
    [
        ("de_DE", "Cp1252", "Händler-SKU", 19),
        ("fr_FR", "Cp1252", "sku-vendeur", 17),
        ("it_IT", "Cp1252", "SKU venditore", 17),
        ("es_ES", "Cp1252", "SKU del vendedor", 17),
        ("ja_JP", "Shift_JIS", "出品者SKU", 21),
        ("zh_CN", "UTF-8", "卖家 SKU", 23),
        ("sv_SE", "UTF-8", "seller-sku", 29),
    ],
)
def test_the_listings_report_can_be_asked_for_in_a_language(reports, locale, encoding, sku, columns):
    content, media_type = reports.file(LISTINGS, (UK,), reportOptions={"preferredReportDocumentLocale": locale})
    assert media_type == f"text/plain;charset={encoding}"
    header, *lines = (line.split("\t") for line in content.decode(encoding).removesuffix("\r\n").split("\r\n"))
    assert {len(line) for line in lines} == {len(header)} == {columns}
    place = header.index(sku)
    assert [line[place] for line in lines] == [row["seller-sku"] for row in reports.rows(LISTINGS)]


def test_orders_are_split_half_cancelled_and_from_elsewhere(reports, client):
    rows = reports.rows(ORDERS, (UK, DE), days=30)
    elsewhere = [row for row in rows if not row["sales-channel"].startswith("Amazon.")]
    assert {row["sales-channel"] for row in elsewhere} == {
        *("Non-Amazon", "Non-Amazon UK", "Non-Amazon DE", "SI UK Prod Marketplace", "SI DE Prod Marketplace"),
    }
    assert {(row["fulfillment-channel"], row["item-price"], row["currency"]) for row in elsewhere} == {
        ("Amazon", "", "")
    }
    assert all(row["amazon-order-id"].startswith("S02-") for row in elsewhere)
    assert all(row["merchant-order-id"].startswith("MCF-") for row in elsewhere)
    places = defaultdict(list)
    for place, row in enumerate(rows):
        places[row["amazon-order-id"], row["sku"]].append((place, row["item-status"], row["quantity"]))
    pairs = [lines for lines in places.values() if len(lines) > 1]
    assert all(len(lines) == 2 and lines[1][0] - lines[0][0] > 1 for lines in pairs)
    kinds = Counter(tuple((status, quantity) for _, status, quantity in lines) for lines in pairs)
    assert kinds[("Shipped", "1"), ("Shipped", "1")] > 20
    assert kinds[("Shipped", "1"), ("Cancelled", "1")] > 20
    cancelled = {lines[1][0] for lines in pairs if lines[1][1] == "Cancelled"}
    assert all(rows[place]["order-status"] == "Shipped" and float(rows[place]["item-price"]) for place in cancelled)


@pytest.mark.parametrize(("size", "missing"), [(30, set()), (60, set()), (20, SMALL), (2, SMALL)])
def test_the_answer_key_lists_every_trouble_or_names_it_as_not_planted(client, size, missing):
    met, not_planted = troubles(client, size)
    assert not_planted >= missing
    assert size < 20 or not_planted == missing
    assert {each["trouble"] for each in met} | not_planted == {
        *("planning-header-2025", "planning-header-2026", "planning-rows-missing", "ledger-bare", "ledger-quoted"),
        *("listings-localised", "orders-multi-channel", "orders-item-cancelled", "orders-lines-split"),
        *("campaigns-sponsored-brands", "campaigns-sponsored-display"),
        *("consent-ending", "consent-foreign", "consent-role-missing", "consent-taken-back"),
    }
    assert not {each["trouble"] for each in met} & not_planted
    assert all(each["how"] for each in met)
    of_account = {each["trouble"] for each in met if each["marketplace_id"] is None}
    assert of_account == {"consent-ending", "consent-foreign", "consent-role-missing", "consent-taken-back"}
