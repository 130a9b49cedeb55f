"""How the console writes a line of each report in each language: header words, days and numbers."""

import csv
import io
from dataclasses import dataclass

MEASURES = ("impressions", "clicks", "ctr", "cost", "sales", "orders", "units")
KINDS = {
    "campaign": ("campaign",),
    "search_term": ("campaign", "ad_group", "targeting", "match", "term"),
    "targeting": ("campaign", "ad_group", "targeting", "match"),
    "advertised_product": ("campaign", "ad_group", "sku", "asin"),
    "placement": ("campaign", "placement"),
    "purchased_product": ("campaign", "ad_group", "targeting", "match", "purchased"),
}
VALUES = {
    "campaign": "C1", "ad_group": "AG1", "targeting": "bell", "match": "EXACT", "term": "desk bell", "sku": "BELL-1",
    "asin": "B0EXAMPLE1", "placement": "Top of Search on-Amazon", "purchased": "B0EXAMPLE2",
}  # fmt: skip


@dataclass(frozen=True)
class Console:
    """`headers` hold {0} for the days of the window; `marks` are columns that only Brands and Display have.

    `number` writes 1234.5 and 1234 with its marks.
    """

    encoding: str
    day: str
    headers: dict[str, str]
    marks: tuple[str, ...]
    amount: str
    count: str
    separator: str = ","

    def file(self, kind: str, days: int, *, marked: bool) -> bytes:
        """One header line and one row, in the encoding in which Excel saves the language."""
        fields = ["date", "currency", *KINDS[kind], *MEASURES]
        row = [self.day, "EUR", *(VALUES[field] for field in KINDS[kind])]
        row += [self.count, "1", "1%", self.amount, self.amount, "3", "4"]
        header = [self.headers[field].format(days) for field in fields]
        if marked:
            header += [mark.format(days) for mark in self.marks]
            row += ["1"] * len(self.marks)
        text = io.StringIO()
        csv.writer(text, delimiter=self.separator).writerows([header, row])
        return text.getvalue().encode(self.encoding, "strict")


def _named(names: str) -> dict[str, str]:
    fields = ("date", "currency", "campaign", "ad_group", "targeting", "match", "term", "sku", "asin", "placement")
    return dict(zip((*fields, "purchased", *MEASURES), names.split(" | "), strict=True))


CONSOLES = {
    "en": Console(
        "utf-8-sig", "Nov 3, 2026",
        _named(
            "Date | Currency | Campaign Name | Ad Group Name | Targeting | Match Type | Customer Search Term | "
            "Advertised SKU | Advertised ASIN | Placement | Purchased ASIN | Impressions | Clicks | "
            "Click-Thru Rate (CTR) | Spend | {0} Day Total Sales  | {0} Day Total Orders (#) | "
            "{0} Day Total Units (#)"
        ),
        ("Cost type", "Viewable Impressions", "{0} Day Total Sales - (Click)", "View-Through Rate (VTR)"),
        "€1,234.50", "1,234",
    ),
    "zh-Hans": Console(
        "gb18030", "2026年11月3日",
        _named(
            "日期 | 货币 | 广告活动名称 | 广告组名称 | 投放 | 匹配类型 | 客户搜索词 | 广告SKU | 广告ASIN | "
            "广告位 | 已购买的ASIN | 展示量 | 点击量 | 点击率 (CTR) | 花费 | {0}天总销售额 | {0}天总订单数(#) | "
            "{0}天总销售量(#)"
        ),
        ("费用类型", "可见展示次数", "{0}天总销售额 - (点击)", "显示到达率 (VTR)"),
        "€1,234.50", "1,234",
    ),
    "zh-Hant": Console(
        "cp950", "2026年11月3日",
        _named(
            "日期 | 貨幣 | 廣告活動名稱 | 廣告群組名稱 | 關鍵字 | 符合類型 | 客戶搜尋字詞 | 廣告 SKU | "
            "廣告 ASIN | 廣告版位 | 已購買的 ASIN | 廣告曝光 | 點擊 | 點擊率 (CTR) | 支出 | {0} 天總銷售額 | "
            "{0} 天總訂單數 (#) | {0} 天單位總數 (#)"
        ),
        ("費用類型", "可見曝光次數", "{0} 天總銷售額 - (點擊)", "觀看率 (VTR)"),
        "€1,234.50", "1,234",
    ),
    "de": Console(
        "cp1252", "03.11.2026",
        _named(
            "Datum | Währung | Kampagnenname | Anzeigengruppenname | Ausrichtung | Übereinstimmungstyp | "
            "Suchbegriff eines Kunden | Beworbene SKU | Beworbene ASIN | Platzierung | Gekaufte ASIN | "
            "Impressionen | Klicks | Klickrate (CTR) | Ausgaben | {0} Tage, Verkäufe gesamt | "
            "{0} Tage, Bestellungen gesamt | {0} Tage, verkaufte Einheiten gesamt"
        ),
        ("Kostentyp", "Sichtbare Impressionen", "{0} Tage, Verkäufe gesamt - (Klicks)", "Durchsichtsrate (VTR)"),
        "1.234,50 €", "1.234", ";",
    ),
    "fr": Console(
        "cp1252", "3 nov. 2026",
        _named(
            "Date | Devise | Nom de la campagne | Nom du groupe d'annonces | Ciblage | Type de correspondance | "
            "Terme de recherche client | SKU mis en avant | ASIN mis en avant | Emplacement | ASIN acheté | "
            "Impressions | Clics | Taux de clics (CTR) | Dépenses | Ventes totales sur {0} jours | "
            "Total des commandes sur {0} jours (#) | Total des unités sur {0} jours (#)"
        ),
        ("Type de coût", "Impressions visibles", "Ventes totales sur {0} jours - (Clics)", "Taux d'affichage (VTR)"),
        "1\xa0234,50 €", "1\xa0234", ";",
    ),
    "it": Console(
        "cp1252", "3 nov 2026",
        _named(
            "Data | Valuta | Nome campagna | Nome gruppo di annunci | Targeting | Tipo di corrispondenza | "
            "Termine ricerca cliente | SKU pubblicizzato | ASIN pubblicizzato | Posizionamento | "
            "ASIN acquistato | Impressioni | Clic | Percentuale di clic (CTR) | Spesa | "
            "Vendite totali (€) {0} giorni | Totale ordini (#) {0} giorni | Totale unità (#) {0} giorni"
        ),
        ("Tipo di costo", "Impressioni visibili", "Vendite totali (€) {0} giorni - (Clic)", "Tasso (VTR)"),
        "1.234,50 €", "1.234", ";",
    ),
    "es": Console(
        "cp1252", "3 nov 2026",
        _named(
            "Fecha | Divisa | Nombre de campaña | Nombre del grupo de anuncios | Segmentación | "
            "Tipo de coincidencia | Término de búsqueda de cliente | SKU anunciado | ASIN anunciado | "
            "Ubicación | ASIN comprado | Impresiones | Clics | Índice de clics (CTR) | Gasto | "
            "Ventas totales de {0} días (€) | Pedidos totales de {0} días (#) | Unidades totales de {0} días (#)"
        ),
        ("Tipo de coste", "Impresiones visibles", "Ventas totales de {0} días (€) - (Clic)", "Tasa (VTR)"),
        "€1.234,50", "1.234", ";",
    ),
    "ja": Console(
        "cp932", "2026/11/03",
        _named(
            "日付 | 通貨 | キャンペーン名 | 広告グループ名 | ターゲティング | マッチタイプ | "
            "カスタマーの検索キーワード | 広告対象SKU | 広告対象ASIN | プレースメント | 購入されたASIN | "
            "インプレッション | クリック | クリックスルー率 (CTR) | 費用 | "
            "広告がクリックされてから{0}日間の総売上高 | 広告がクリックされてから{0}日間の合計注文数 | "
            "広告がクリックされてから{0}日間の合計販売数"
        ),
        ("コストタイプ", "ビューアブルインプレッション数", "{0}日間の総売上高 - (クリック)", "視聴率 (VTR)"),
        "1,234.50", "1,234",
    ),
    "ko": Console(
        "cp949", "2026. 11. 3.",
        _named(
            "날짜 | 통화 | 캠페인 이름 | 광고 그룹 이름 | 타겟팅 | 일치 유형 | 고객 검색어 | 광고된 SKU | "
            "광고된 ASIN | 게재 위치 | 구매된 ASIN | 광고 노출 수 | 클릭 수 | CTR(클릭률) | 지출 | "
            "{0}일 총 판매 | {0}일 총 주문(건수) | {0}일 총 수량(개수)"
        ),
        ("비용 유형", "조회 가능 노출수", "{0}일 총 판매 - (클릭)", "VTR"),
        "1,234.50", "1,234",
    ),
}  # fmt: skip
