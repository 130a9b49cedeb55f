import pytest

from shared.amazon.report_files import as_utf8, decoded, read_table

TEXTS = {
    "zh-Hans": ("gb18030", "日期,广告活动名称,客户搜索词,花费\n2026-10-01,水壶 精准投放,不锈钢 水壶,€12.50\n"),
    "zh-Hant": ("cp950", "日期,廣告活動名稱,客戶搜尋字詞,支出\n2026-10-01,水壺 精準,不鏽鋼 水壺,€12.50\n"),
    "ja": ("cp932", "日付,キャンペーン名,カスタマーの検索キーワード,費用\n2026/10/01,SP-自動,卓上ベル,￥1,428\n"),
    "ko": ("cp949", "날짜,캠페인 이름,고객 검색어,지출\n2026. 10. 1.,주방 자동,스테인리스 주전자,￦1,428\n"),
    "de": ("cp1252", "Währung,Kampagne,Übereinstimmungstyp\nEUR,Küche für Große,12,50 €\n"),
    "fr": ("cp1252", "Date de début,Nom du groupe d’annonces,Dépenses\n3 févr. 2026,Été,1\xa0080,00\xa0€\n"),
    "es": ("cp1252", "Término de búsqueda,Campaña,Segmentación\n3 dic 2026,Baño,12,50 €\n"),
    "it": ("cp1252", "Spesa,Unità,Qualità\n12,50 €,3,Caffè\n"),
}
LOCAL = [(language, encoding) for language, (encoding, _) in TEXTS.items()]
UNICODE = [(language, encoding) for language in TEXTS for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le")]


def text_of(content: bytes, charset: str | None = None, size: int = 7) -> str:
    return "".join(decoded((content[at : at + size] for at in range(0, len(content), size)), charset))


@pytest.mark.parametrize(("language", "encoding"), LOCAL + UNICODE)
@pytest.mark.parametrize("english", [0, 50_000])
def test_what_a_text_shows_of_its_encoding(language, encoding, english):
    text = "Date,Clicks\n" * english + TEXTS[language][1]
    assert text_of(text.encode(encoding), size=4096) == text


@pytest.mark.parametrize(("language", "encoding"), LOCAL)
def test_one_line_is_enough(language, encoding):
    header = TEXTS[language][1].splitlines()[0]
    assert text_of(header.encode(encoding)) == header


def test_the_euro_of_chinese_windows():
    assert text_of("花费,广告活动\n".encode("gb18030") + b"\x8012.50,x") == "花费,广告活动\n€12.50,x"


@pytest.mark.parametrize(("language", "encoding"), [*LOCAL, *((language, "utf-8") for language in TEXTS)])
def test_a_text_cut_inside_a_character_costs_its_cell(language, encoding):
    lines = TEXTS[language][1].splitlines()
    name = lines[1].split(",")[1]
    last = max(index for index, character in enumerate(name) if not character.isascii() or index == 0)
    cut = name[: last + 1].encode(encoding)[:-1]
    content = b"\n".join([lines[0].encode(encoding), b"1," + cut + b",9,8", lines[1].encode(encoding)])
    rows = list(read_table(content, "csv").rows)
    assert [row.cells[0] for row in rows] == ["1", lines[1].split(",")[0]]
    assert rows[0].cells[1].rstrip("\ufffd") == name[:last]
    assert rows[0].cells[2:] == ["9", "8"]
    assert rows[1].cells[1] == name


@pytest.mark.parametrize(("language", "encoding"), LOCAL)
def test_a_bad_byte_costs_its_cell(language, encoding):
    lines = TEXTS[language][1].splitlines()
    content = b"\n".join([lines[0].encode(encoding), b"1,ab\x81,9,8", b"2,\xff,9,8", lines[1].encode(encoding)])
    rows = list(read_table(content, "csv").rows)
    assert [row.cells[2:] for row in rows[:2]] == [["9", "8"]] * 2
    assert rows[2].cells == lines[1].split(",")


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"\xef\xbb\xbfDate\xff,Clicks\n", "Date\ufffd,Clicks\n"),
        (b"\xff\xfeD\x00,\x00\x00\xdc", "D,\ufffd"),
        (b"plain \xe6\x97, and more", "plain æ—, and more"),
        ("日付,".encode() * 40 + b"\xe6\x97,x", "日付," * 40 + "\ufffd,x"),
    ],
)
def test_no_byte_costs_the_file(content, text):
    assert text_of(content) == text


@pytest.mark.parametrize(
    ("charset", "encoding", "text"),
    [
        ("Cp1252", "cp1252", "Händler-SKU\tKüche"),
        ("iso-8859-1", "cp1252", "Händler €"),
        ("Windows-31J", "cp932", "出品者SKU\t①"),
        ("Shift_JIS", "cp932", "出品者SKU"),
        ("Big5", "cp950", "賣家 SKU"),
        ("EUC-KR", "cp949", "판매자 SKU"),
        ("GBK", "gb18030", "卖家 SKU"),
        ("UTF-8", "utf-8-sig", "出品者SKU"),
        ("Cp1252", "utf-8", "Händler, though its host says otherwise"),
        ("Shift_JIS", "cp1252", "Händler für Küche, größer, schöner, süßer, über, fünf, möglich, Tür"),
        ("no-such-thing", "cp932", "出品者SKU,キャンペーン名"),
        ("hex", "cp1252", "Händler für Küche"),
        (None, "cp932", "出品者SKU,キャンペーン名"),
    ],
)
def test_a_declared_encoding_is_believed_unless_the_bytes_contradict(charset, encoding, text):
    assert text_of(text.encode(encoding), charset) == text
    assert b"".join(as_utf8([text.encode(encoding)], charset)) == text.encode()
