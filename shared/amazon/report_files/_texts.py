"""Why a file, or a record in it, cannot be read: for those who sent it, in both languages."""

import re

from shared.texts import Text

EMPTY = Text(en="the file is empty", zh="文件是空的")
NO_HEADERS = Text(en="the file has no header row", zh="文件中没有表头行")
NO_HEADER_LINE = Text(en="the file has no header line", zh="文件中没有表头行")
NO_SHEET = Text(en="no sheet has a header row", zh="所有工作表都没有表头行")
MANY_ROWS = Text(en="more than {rows} rows", zh="超过 {rows} 行")
MANY_RECORDS = Text(en="more than {records} records", zh="超过 {records} 条记录")
LONG_LINE = Text(en="a line of more than {characters} characters", zh="有一行超过 {characters} 个字符")

UNPACKS_TO_MUCH = Text(en="the file unpacks to too much", zh="文件解压后过大")
TOO_LARGE = Text(en="the file is too large", zh="文件过大")
CUT_OFF = Text(en="the packed data ends in the middle", zh="压缩数据在中途结束，文件不完整")
NOT_GZIP = Text(
    en="the data is not packed with gzip, or something follows it",
    zh="数据不是 gzip 压缩格式，或压缩数据之后还有其他内容",
)
GZIP_DAMAGED = Text(en="the packed data is damaged ({error})", zh="压缩数据已损坏（{error}）")

PACKED_KIND = Text(
    en="packed, and inside it a file of the kind {kind}: send that one itself",
    zh="压缩包内是 {kind} 文件，请解压后直接上传该文件",
)
ZIP_BROKEN = Text(en="the zip file or workbook is broken or cut off", zh="zip 文件或工作簿已损坏或不完整")
ZIP_FILES = Text(
    en="a zip file with {files} files in it: send one report at a time",
    zh="zip 文件中有 {files} 个文件，请每次只上传一份报告",
)
ZIP_LOCKED = Text(en="the zip file is protected by a password", zh="zip 文件设有密码")
ZIP_DAMAGED = Text(en="the zip file is damaged ({error})", zh="zip 文件已损坏（{error}）")

WORKBOOK_BROKEN = Text(en="the workbook is broken or cut off", zh="工作簿已损坏或不完整")
NO_WORKBOOK = Text(en="a zip file, but not an .xlsx workbook", zh="这是 zip 文件，但不是 .xlsx 工作簿")
WORKBOOK_LOCKED = Text(en="the workbook is protected by a password", zh="工作簿设有密码")
WORKBOOK_UNPACKS = Text(
    en="the workbook unpacks to {size} bytes, which is too much", zh="工作簿解压后有 {size} 字节，超过上限"
)
WORKBOOK_UNREADABLE = Text(en="the workbook cannot be read ({error})", zh="工作簿无法读取（{error}）")
WORKBOOK_TOO_MUCH = Text(
    en="the workbook cannot be read within the limits of time and memory",
    zh="工作簿无法在时间和内存上限内读取",
)

NOT_AS_NAMED = Text(en="named as {promised} but holds {kind}", zh="文件名后缀是 {promised}，但内容是 {kind}")
OLD_WORKBOOK = Text(
    en="an old .xls file or an encrypted workbook: save it as .xlsx without a password",
    zh="这是旧版 .xls 文件或加密的工作簿，请另存为不带密码的 .xlsx 后上传",
)
PDF = Text(en="a PDF file", zh="这是 PDF 文件，不是报告")
WEB_PAGE = Text(en="a web page or XML file, not a report", zh="这是网页或 XML 文件，不是报告")
BINARY = Text(en="binary data of no known format", zh="无法识别的二进制数据")

AFTER_RECORDS = Text(en="after {records} records: {reason}", zh="第 {records} 条记录之后：{reason}")
OF_RECORD = Text(en="record {record}: {reason}", zh="记录 {record}：{reason}")
NO_ARRAY = Text(en="not an array of records", zh="内容不是记录的数组")
NO_RECORDS = Text(en="the file holds no array of records", zh="文件中没有记录的数组")
ENDLESS_RECORD = Text(en="no record ends within {size} bytes", zh="在 {size} 字节之内没有任何一条记录结束")
ARRAY_CUT_OFF = Text(en="the array ends in the middle", zh="数组在中途结束，文件不完整")

_SHAPES = (
    (re.compile(r"Expected (?P<wanted>.+), got (?P<given>.+)"), "应为 {wanted}，实际为 {given}"),
    (re.compile(r"Object missing required field (?P<name>.+)"), "缺少必填字段 {name}"),
    (re.compile(r"JSON is malformed: (?P<error>.+)"), "JSON 格式错误（{error}）"),
)
_PLACE = re.compile(r"(?P<reason>.*) - at (?P<place>`[^`]*`)", re.DOTALL)


def of_shape(reason: str) -> Text:
    """What msgspec says of a record, and the same in Chinese: its own words where they are of a form we know."""
    placed = _PLACE.fullmatch(reason)
    said = placed["reason"] if placed else reason
    known = ((pattern.fullmatch(said), chinese) for pattern, chinese in _SHAPES)
    found = next((chinese.format(**match.groupdict()) for match, chinese in known if match), None)
    zh = found or f"记录的格式不正确（{said}）"
    return Text(en=reason, zh=f"{zh}，位置 {placed['place']}" if placed else zh)


def joined(text: Text, reason: Text, **values: object) -> Text:
    """A sentence that ends with a reason."""
    return Text(en=text.en.format(reason=reason.en, **values), zh=text.zh.format(reason=reason.zh, **values))
