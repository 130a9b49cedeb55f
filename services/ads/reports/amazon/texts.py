"""Why a record of the Ads API is left out, in both languages: people send such documents, too."""

from shared.texts import Text

CURRENCY = Text(en="the row's currency is not the account's, {own}", zh="该记录的货币不是该店铺的货币 {own}")
NUMBER = Text(en="a count or an amount is negative or too large", zh="数量或金额为负数或过大")
NO_TERM = Text(en="a search-term record has no searchTerm", zh="搜索词记录缺少 searchTerm")
TOO_LONG = Text(en="a text is too long", zh="文本过长")
NUL = Text(en="a text holds a NUL character", zh="文本中含有 NUL 字符")
NO_SALES = Text(en="the row has no column `sales`", zh="该记录没有 `sales` 列")
NO_WINDOWS = Text(
    en="the row has neither `sales7d` nor `sales14d`", zh="该记录既没有 `sales7d` 列，也没有 `sales14d` 列"
)
NO_ID = Text(en="an id is missing or not a number", zh="缺少编号，或编号不是数字")
NO_DAY = Text(en="a date is not of the form 2026-01-31", zh="日期不是 2026-01-31 这样的格式")
UNWANTED_DAY = Text(en="a day that was not asked for", zh="不是所请求的日期")
