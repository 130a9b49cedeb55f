"""The codes and sentences of the catalog findings. `subject` is the listing's name; other places are facts.

`problem_en` and `problem_zh` are the same words in both languages, for what a rule found in a text.
"""

from collections.abc import Mapping
from typing import Any

from shared.findings.rules import FindingText
from shared.texts import Text

GTIN_INVALID = "catalog.gtin_invalid"
GTIN_RESTRICTED = "catalog.gtin_restricted"
GTIN_DUPLICATE = "catalog.gtin_duplicate"
GTIN_LOST_ZERO = "catalog.gtin_lost_zero"
GTIN_IS_OTHER_CODE = "catalog.gtin_is_other_code"
GTIN_SCARRED = "catalog.gtin_scarred"
GTIN_EXEMPTION = "catalog.gtin_exemption"
TITLE_RULE = "catalog.title_rule"
HIGHLIGHT_RULE = "catalog.highlight_rule"
BULLET_RULE = "catalog.bullet_rule"
DESCRIPTION_RULE = "catalog.description_rule"
SEARCH_TERMS_RULE = "catalog.search_terms_rule"
PRICE_CURRENCY = "catalog.price_currency"
PRICE_MISSING = "catalog.price_missing"
IMAGE_MISSING = "catalog.image_missing"
LISTING_REMOVED = "catalog.listing_removed"
LISTING_SUPPRESSED = "catalog.listing_suppressed"
LISTING_SEARCH_SUPPRESSED = "catalog.listing_search_suppressed"
ISSUE_REPORTED = "catalog.issue_reported"

_TEXT_REASON = Text(en="{problem_en}.", zh="{problem_zh}。")
_AMAZON_REASON = Text(en="Amazon says ({issue_code}): {message}", zh="亚马逊提示（{issue_code}）：{message}")
_DOUBT = Text(
    en="One in ten other numbers would look right as well.",
    zh="随机数字中约有十分之一也会碰巧通过校验，请以实物为准。",
)
"""Of 11-digit numbers 9.9 % are right with a zero before them (`compliance.rules.gtins.CHANCE`)."""


def _about_duplicate(facts: Mapping[str, Any]) -> Text:
    if facts.get("relation") == "pack":
        return Text(
            en="They look like a case and a single piece of one product, which need a barcode each.",
            zh="看起来是同一商品的整箱与单件，两者需要各自的条码。",
        )
    return Text(en="Two different products cannot share a barcode.", zh="两个不同的商品不能共用条码。")


_COMPARE = Text(
    en="Compare {repaired} with the barcode on the package; if it is the same, replace it with that.",
    zh="将 {repaired} 与包装上的条码核对，一致后再更换。",
)
_REPAIRED = Text(
    en=f"{{repaired}} is valid, and the same number but for what a spreadsheet does to one. {_DOUBT.en}",
    zh=f"{{repaired}} 校验有效，除表格软件常见的改动外与原码相同。{_DOUBT.zh}",
)

TEXTS: dict[str, FindingText] = {
    GTIN_INVALID: FindingText(
        title=Text(en='Barcode {gtin} is not valid: "{subject}"', zh="条码 {gtin} 无效：“{subject}”"),
        reason=_TEXT_REASON,
        action=Text(
            en="Compare it with the barcode on the package or with GS1's record, and correct it.",
            zh="与包装上的条码或 GS1 记录核对后更正。",
        ),
        asks="fix_barcode",
    ),
    GTIN_RESTRICTED: FindingText(
        title=Text(
            en='Barcode {gtin} may not be sold under: "{subject}"', zh="条码 {gtin} 不可用于销售：“{subject}”"
        ),
        reason=Text(
            en="Its prefix {prefix} is kept for codes inside a company, or for coupons and receipts.",
            zh="前缀 {prefix} 仅供企业内部流通，或用于优惠券和收据。",
        ),
        action=Text(
            en="Use a barcode that GS1 has issued to the brand, or ask Amazon for a GTIN exemption.",
            zh="改用 GS1 发给该品牌的条码，或向亚马逊申请 GTIN 豁免。",
        ),
        asks="fix_barcode",
    ),
    GTIN_DUPLICATE: FindingText(
        title=Text(
            en='Barcode {gtin} stands on several products: "{subject}"', zh="条码 {gtin} 用于多个商品：“{subject}”"
        ),
        reason=Text(
            en="SKU {other_sku} is another product and has the same barcode ({products} products in all).",
            zh="SKU {other_sku} 是另一商品，却使用同一条码（共 {products} 个商品）。",
        ),
        action=Text(
            en="Find out which product the barcode belongs to, and give the others their own.",
            zh="确认该条码属于哪个商品，并为其他商品更换各自的条码。",
        ),
        asks="fix_barcode",
        conclude=_about_duplicate,
    ),
    GTIN_LOST_ZERO: FindingText(
        title=Text(
            en='Barcode {gtin} seems to have lost its leading zero: "{subject}"',
            zh="条码 {gtin} 疑似丢失前导零：“{subject}”",
        ),
        reason=Text(
            en=(
                "It has {length} digits; with the zeros that spreadsheets drop it is the valid {repaired}. "
                f"{_DOUBT.en}"
            ),
            zh=f"仅有 {{length}} 位数字；补回表格软件丢掉的零后为有效条码 {{repaired}}。{_DOUBT.zh}",
        ),
        action=_COMPARE,
        why=_REPAIRED,
        asks="fix_barcode",
    ),
    GTIN_SCARRED: FindingText(
        title=Text(
            en='Barcode {gtin} was damaged by a spreadsheet: "{subject}"',
            zh="条码 {gtin} 被表格软件改坏：“{subject}”",
        ),
        reason=Text(
            en=f"It comes with {{problem_en}}; without that it is the valid {{repaired}}. {_DOUBT.en}",
            zh=f"其中带有{{problem_zh}}；去除后为有效条码 {{repaired}}。{_DOUBT.zh}",
        ),
        action=_COMPARE,
        why=_REPAIRED,
        asks="fix_barcode",
    ),
    GTIN_EXEMPTION: FindingText(
        title=Text(en='No barcode, as “{gtin}” says: "{subject}"', zh="没有条码（填写为“{gtin}”）：“{subject}”"),
        reason=Text(
            en="Words stand where the barcode belongs. Amazon takes a product without one only under an exemption.",
            zh="条码字段中填写的是文字。没有条码的商品须先获得 GTIN 豁免。",
        ),
        action=Text(
            en="Ask Amazon for a GTIN exemption for the brand and category, then leave the barcode empty.",
            zh="为该品牌和分类向亚马逊申请 GTIN 豁免，然后将条码留空。",
        ),
        asks="fix_barcode",
    ),
    GTIN_IS_OTHER_CODE: FindingText(
        title=Text(en='{gtin} is no barcode: "{subject}"', zh="{gtin} 不是条码：“{subject}”"),
        reason=Text(
            en="An {kind} stands where the barcode (UPC, EAN, GTIN) belongs.",
            zh="条码（UPC、EAN、GTIN）字段中填写的是 {kind}。",
        ),
        action=Text(en="Replace it with the barcode on the package.", zh="更换为包装上的条码。"),
        asks="fix_barcode",
    ),
    TITLE_RULE: FindingText(
        title=Text(en='Title breaks Amazon\'s rules: "{subject}"', zh="标题不符合亚马逊规则：“{subject}”"),
        reason=_TEXT_REASON,
        action=Text(
            en="Shorten or reword the title; otherwise Amazon may rewrite it or hide the listing.",
            zh="缩短或改写标题；否则亚马逊可能自行改写或隐藏该商品。",
        ),
        asks="edit_text",
    ),
    HIGHLIGHT_RULE: FindingText(
        title=Text(
            en='Item highlight breaks Amazon\'s rules: "{subject}"', zh="商品亮点不符合亚马逊规则：“{subject}”"
        ),
        reason=_TEXT_REASON,
        action=Text(
            en="Shorten or reword the highlight, or the title beside it, so that shoppers see it.",
            zh="缩短或改写商品亮点或其旁边的标题，使买家能看到。",
        ),
        asks="edit_text",
    ),
    BULLET_RULE: FindingText(
        title=Text(en='Bullet points break Amazon\'s rules: "{subject}"', zh="五点描述不符合亚马逊规则：“{subject}”"),
        reason=_TEXT_REASON,
        action=Text(en="Reword the bullet points named.", zh="改写上述各条描述。"),
        asks="edit_text",
    ),
    DESCRIPTION_RULE: FindingText(
        title=Text(en='Description breaks Amazon\'s rules: "{subject}"', zh="商品描述不符合亚马逊规则：“{subject}”"),
        reason=_TEXT_REASON,
        action=Text(en="Take it out of the description.", zh="从商品描述中删除。"),
        asks="edit_text",
    ),
    SEARCH_TERMS_RULE: FindingText(
        title=Text(en='Search terms break Amazon\'s rules: "{subject}"', zh="搜索词不符合亚马逊规则：“{subject}”"),
        reason=_TEXT_REASON,
        action=Text(
            en="Keep the most important words; when they are too long, Amazon indexes none of them.",
            zh="只保留最重要的词；超长时亚马逊将全部不予收录。",
        ),
        asks="edit_text",
    ),
    PRICE_CURRENCY: FindingText(
        title=Text(en='Price in the wrong money: "{subject}"', zh="价格币种或小数有误：“{subject}”"),
        reason=_TEXT_REASON,
        action=Text(
            en="Set the price in {wanted}, as shoppers pay it there.", zh="按该站点买家支付的 {wanted} 设置价格。"
        ),
        asks="set_price",
    ),
    PRICE_MISSING: FindingText(
        title=Text(en='No price: "{subject}"', zh="缺少价格：“{subject}”"),
        reason=Text(en="The listing is active and has no price.", zh="该商品已上架，但没有价格。"),
        action=Text(en="Set a price, so that it can be bought.", zh="设置价格，使其可购买。"),
        asks="set_price",
    ),
    IMAGE_MISSING: FindingText(
        title=Text(en='No main image: "{subject}"', zh="缺少主图：“{subject}”"),
        reason=Text(en="The listing is active and has no main image.", zh="该商品已上架，但没有主图。"),
        action=Text(en="Upload a main image on white, 1500 pixels or more.", zh="上传不小于 1500 像素的白底主图。"),
        asks="add_image",
    ),
    LISTING_REMOVED: FindingText(
        title=Text(en='Removed from the catalogue: "{subject}"', zh="商品已被移除：“{subject}”"),
        reason=_AMAZON_REASON,
        action=Text(
            en="Fix {attribute} or send the documents asked for, then submit the listing again.",
            zh="修正 {attribute} 或提交所需文件，然后重新提交该商品。",
        ),
        asks="fix_listing",
    ),
    LISTING_SUPPRESSED: FindingText(
        title=Text(en='Listing suppressed: "{subject}"', zh="商品被禁止显示：“{subject}”"),
        reason=_AMAZON_REASON,
        action=Text(
            en="Fix {attribute}; the listing cannot be bought until then.", zh="修正 {attribute}；在此之前无法购买。"
        ),
        asks="fix_listing",
    ),
    LISTING_SEARCH_SUPPRESSED: FindingText(
        title=Text(en='Hidden from search: "{subject}"', zh="搜索中被隐藏：“{subject}”"),
        reason=_AMAZON_REASON,
        action=Text(
            en="Fix {attribute}; shoppers cannot find the listing until then.",
            zh="修正 {attribute}；在此之前买家搜索不到。",
        ),
        asks="fix_listing",
    ),
    ISSUE_REPORTED: FindingText(
        title=Text(en='Amazon reports an issue: "{subject}"', zh="亚马逊报告问题：“{subject}”"),
        reason=_AMAZON_REASON,
        action=Text(en="Fix {attribute} ({issues} issues in all).", zh="修正 {attribute}（共 {issues} 个问题）。"),
        asks="fix_listing",
    ),
}
CODES = tuple(TEXTS)
