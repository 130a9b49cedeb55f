"""The codes and sentences of the catalog findings. `subject` is the listing's name; other places are facts.

`problem_en` and `problem_zh` are the same words in both languages, for what a rule found in a text.
"""

from shared.findings.rules import FindingText
from shared.texts import Text

GTIN_INVALID = "catalog.gtin_invalid"
GTIN_RESTRICTED = "catalog.gtin_restricted"
GTIN_DUPLICATE = "catalog.gtin_duplicate"
GTIN_LOST_ZERO = "catalog.gtin_lost_zero"
GTIN_IS_OTHER_CODE = "catalog.gtin_is_other_code"
TITLE_RULE = "catalog.title_rule"
BULLET_RULE = "catalog.bullet_rule"
SEARCH_TERMS_RULE = "catalog.search_terms_rule"
PRICE_MISSING = "catalog.price_missing"
IMAGE_MISSING = "catalog.image_missing"
LISTING_REMOVED = "catalog.listing_removed"
LISTING_SUPPRESSED = "catalog.listing_suppressed"
LISTING_SEARCH_SUPPRESSED = "catalog.listing_search_suppressed"
ISSUE_REPORTED = "catalog.issue_reported"

_TEXT_REASON = Text(en="{problem_en}.", zh="{problem_zh}。")
_AMAZON_REASON = Text(en="Amazon says ({issue_code}): {message}", zh="亚马逊提示（{issue_code}）：{message}")

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
    ),
    GTIN_LOST_ZERO: FindingText(
        title=Text(
            en='Barcode {gtin} has lost its leading zero: "{subject}"', zh="条码 {gtin} 丢失前导零：“{subject}”"
        ),
        reason=Text(
            en="It has {length} digits; with the zeros that spreadsheets drop it is the valid {repaired}.",
            zh="仅有 {length} 位数字；补回表格软件丢掉的零后为有效条码 {repaired}。",
        ),
        action=Text(en="Replace it with {repaired}.", zh="更换为 {repaired}。"),
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
    BULLET_RULE: FindingText(
        title=Text(en='Bullet point breaks Amazon\'s rules: "{subject}"', zh="五点描述不符合亚马逊规则：“{subject}”"),
        reason=Text(en="Bullet {bullet}: {problem_en}.", zh="第 {bullet} 条：{problem_zh}。"),
        action=Text(en="Reword that bullet point.", zh="改写该条描述。"),
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
