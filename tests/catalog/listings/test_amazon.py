"""The report of listings in ten languages, in the encodings of its shops, with 13 to 30 columns."""

import pytest

from services.catalog.listings.amazon import digests_of
from shared.amazon.report_files import ReportFileError, as_utf8

HEADERS = {
    "en": ("item-name", "item-description", "listing-id", "seller-sku", "price", "quantity", "open-date", "asin1"),
    "zh": ("商品名称", "商品描述", "商品编码", "卖家 SKU", "价格", "不适用项目", "不适用项目", "不适用项目"),
    "ja": ("商品名", "", "出品ID", "出品者SKU", "価格", "数量", "", ""),
    "de": (
        "Artikelbezeichnung",
        "Artikelbeschreibung",
        "Angebotsnummer",
        "Händler-SKU",
        "Preis",
        "Menge",
        "",
        "ASIN 1",
    ),
    "fr": ("nom-produit", "description-article", "id-offre", "sku-vendeur", "prix", "quantité", "date", "état"),
    "it": (
        "Nome dell'articolo",
        "Descrizione",
        "Numero offerta",
        "SKU venditore",
        "Prezzo",
        "Quantità",
        "",
        "ASIN 1",
    ),
    "es": (
        "Título del producto",
        "Descripción",
        "Identificador",
        "SKU del vendedor",
        "Precio",
        "Cantidad",
        "",
        "ASIN 1",
    ),
    "pl": ("nazwa-produktu", "opis", "id-oferty", "sku-sprzedawcy", "cena", "ilo??", "data", "asin1"),
    "tr": (
        "item-name (ürün adı)",
        "açıklama",
        "listing-id",
        "seller-sku (satıcı sku)",
        "price (fiyat)",
        "adet",
        "",
        "",
    ),
    "ar": ("اسم-المنتج", "وصف", "معرف", "sku-البائع", "السعر", "الكمية", "", ""),
}
ENCODINGS = {"ja": "cp932", "de": "cp1252", "fr": "cp1252", "it": "cp1252", "es": "cp1252"}
TITLE = {"ja": "やかん", "zh": "水壶", "ar": "غلاية"}


def report(language, *, quoted=False, extra=0, encoding="utf-8"):
    """Two listings; the title of the second is cut in the middle of a character."""
    header = [*HEADERS[language], *(f"column-{number}" for number in range(extra))]
    title = TITLE.get(language, 'Wasserkocher 1/2" Größe' if language != "pl" else "Czajnik")
    rows = [header, [title, "", "1", "A-1", "9.99"], ["second", "", "2", "B,2", "1"]]
    mark = '"' if quoted else ""
    return "".join("\t".join(f"{mark}{cell}{mark}" for cell in row) + "\r\n" for row in rows).encode(encoding)


@pytest.mark.parametrize("declared", [True, False])
@pytest.mark.parametrize("language", HEADERS)
def test_the_sku_is_found_in_every_language(language, declared):
    encoding = ENCODINGS.get(language, "utf-8")
    content = report(language, encoding=encoding)
    found, rejected = digests_of(as_utf8([content[:99], content[99:]], encoding if declared else None))
    assert (list(found), rejected) == (["A-1", "B,2"], 0)


@pytest.mark.parametrize(
    ("language", "encoding"), [("de", "ascii"), ("ar", "ascii"), ("tr", "cp1254"), ("tr", "ascii")]
)
def test_the_sku_is_found_where_letters_got_lost_on_the_way(language, encoding):
    lossy = report(language).decode().encode(encoding, "replace")
    assert list(digests_of(as_utf8([lossy], "Cp1252"))[0]) == ["A-1", "B,2"]


@pytest.mark.parametrize("name", ["H舅dler-SKU", "sku-vend***r", "SKU Venditore", "seller_sku"])
def test_the_sku_is_found_by_what_has_become_of_its_name(name):
    content = f"item-name\t{name}\tprice\nKettle\tA-1\t9.99\n".encode()
    assert list(digests_of([content])[0]) == ["A-1"]


@pytest.mark.parametrize("extra", [5, 22])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_quotes_a_mark_and_more_columns_change_nothing(extra, mark):
    found = [list(digests_of([mark + report("de", quoted=quoted, extra=extra)])[0]) for quoted in (False, True)]
    assert found == [["A-1", "B,2"]] * 2


def test_a_row_is_told_apart_by_what_it_says_and_not_by_its_quotes():
    bare, _ = digests_of([report("de")])
    quoted, _ = digests_of([report("de", quoted=True)])
    dearer, _ = digests_of([report("de").replace(b"9.99", b"8.99")])
    assert bare == quoted
    assert (dearer["A-1"] == bare["A-1"], dearer["B,2"] == bare["B,2"]) == (False, True)


def test_a_report_of_another_kind_is_refused():
    with pytest.raises(ReportFileError, match="seller-sku"):
        digests_of([b"item-name\tprice\nA\t1\n"])


def test_a_row_without_a_sku_that_can_be_read_costs_only_itself():
    table = b'item-name\tseller-sku\tprice\r\n"12 inch pan\tA-1\t1\r\nK\xfcche\tB,2\t2\r\n\r\nno sku\t\t3\r\n'
    found, rejected = digests_of([table[:20], table[20:], b"x\tA\x813\t1\r\nshort\r\nlid\tC-3"])
    assert (list(found), rejected) == (["A-1", "B,2", "C-3"], 3)
