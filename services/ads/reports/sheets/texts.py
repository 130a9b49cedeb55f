"""Why a row of a file is left out: the sentences beside its code, in both languages."""

from shared.texts import Text

BLANK = Text(en="the cell is blank", zh="单元格为空")
ROW_TOO_LONG = Text(en="the row has more cells than there are headers", zh="该行的单元格比表头多")
ROW_TOO_SHORT = Text(en="the row ends before this column", zh="该行在此列之前就结束了")
TEXT_TOO_LONG = Text(en="more than {limit} characters", zh="超过 {limit} 个字符")
TEXT_INVALID = Text(
    en="a line break or control character; perhaps a quote is not closed", zh="含有换行或控制字符，可能是引号没有闭合"
)
NEGATIVE = Text(en="less than 0", zh="小于 0")
TOO_LARGE = Text(en="too large to be a day's", zh="数值过大，不可能是一天的数据")
TWO_MARKS = Text(
    en="other amounts of the column are written in another way, with the other decimal mark",
    zh="该列其他金额使用了另一种小数点写法，无法确定此金额",
)
DISAGREE = Text(
    en='"{first}" (column {first_place}) and "{second}" (column {second_place}) mean the same, but this row says '
    "different things in them: '{cell}' and '{other}'",
    zh="“{first}”（第 {first_place} 列）与“{second}”（第 {second_place} 列）含义相同，但此行内容不一致："
    "“{cell}”与“{other}”",
)

DATE_ORDER = Text(en="the last day is before the first", zh="结束日期早于开始日期")
NO_DAY_OF_MONTH = Text(en="'{cell}' is no day of the month", zh="“{cell}”不是该月的某一天")
NO_WEEK = Text(en="'{cell}' is not a week", zh="“{cell}”不是有效的周")
NO_YEAR = Text(en="'{cell}' is not a year", zh="“{cell}”不是有效年份")
YEARLESS = Text(en="'{cell}' is a month without a year", zh="“{cell}”只有月份，没有年份")
OTHER_YEAR = Text(en="'{cell}' is not of the year {year} of this row", zh="“{cell}”与此行的年份 {year} 不一致")

OTHER_PRODUCT = Text(en="a campaign of another ad product", zh="属于其他广告产品的广告活动")
NO_CURRENCY = Text(en="not a currency code of three letters", zh="不是三个字母的货币代码")
CURRENCY = Text(
    en="in {currency}, and the account's currency here is {own}", zh="货币为 {currency}，而该店铺的货币是 {own}"
)
SIGN = Text(en="'{cell}' is not in {own}, the account's currency here", zh="“{cell}”不是该店铺的货币 {own}")
COUNTRY = Text(en="of {place}, and the file is imported for {own}", zh="属于 {place}，而此文件是为 {own} 店铺导入的")

ID_INVALID = Text(
    en="not an id; a spreadsheet program may have changed it: download the file again",
    zh="不是有效的编号，可能被表格软件改动过，请重新下载文件",
)
ID_DAMAGED = Text(
    en="a spreadsheet program has cut the id's last digits: download the file again",
    zh="编号的末几位已被表格软件截掉，请重新下载文件，不要用 Excel 打开后另存",
)
NO_ID = Text(en="not an id of Amazon's", zh="不是亚马逊的编号")
NO_ADJUSTMENT = Text(
    en="not a bid adjustment of Amazon's, which ends at 900 %", zh="不是亚马逊的竞价调整比例（上限为 900%）"
)

PLACE = Text(en="A row of {place}, {currency}", zh="该行属于{place}，货币为 {currency}")
NO_PLACE = Text(en="no country", zh="未注明国家/地区")
NAMED_PLACE = Text(en="{country} ({place})", zh="{country}（{place}）")
UNSAID_CURRENCY = Text(en="no currency", zh="未注明")
OTHER_ACCOUNT = Text(en="{row}, of another advertiser account.", zh="{row}，但属于另一个广告主账户。")
OTHER_CURRENCY = Text(en="{row}; the account's currency here is {own}.", zh="{row}；而该店铺的货币是 {own}。")
OTHER_SHOP = Text(en="{row}; this import is for {own}.", zh="{row}；而此次导入的是{own}店铺。")
SEVERAL_SHOPS = Text(en="{row}: it may be of {own}, {others}.", zh="{row}：可能属于{own}，也可能属于{others}。")
