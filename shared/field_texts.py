"""What people are told of a member that Pydantic refuses, by its type of error; `{places}` are of its context."""

from shared.texts import Text

GENERAL = Text(en="Not valid", zh="内容无效")
MEANT = Text(en="Not known here; did you mean {name}?", zh="未知字段；是否应为 {name}？")
KNOWN = Text(en="Not known here; there are: {names}", zh="未知字段；可用字段：{names}")
MEMBERS = Text(en="An object in braces, with the members: {names}", zh="应为花括号内的对象，成员：{names}")

_INTEGER = Text(en="A whole number, such as 12, without quotes", zh="应为整数，例如 12，不加引号")
_NUMBER = Text(en="A number, such as 0.25, without quotes", zh="应为数字，例如 0.25，不加引号")
_TEXT = Text(en='A text in double quotes, such as "12"', zh='应为文本，加双引号，例如 "12"')
_BOOL = Text(en="true or false, without quotes", zh="应为 true 或 false，不加引号")
_LIST = Text(en='A list in brackets, such as ["a", "b"]', zh='应为列表，用方括号，例如 ["a", "b"]')
_OBJECT = Text(en="An object: members in braces", zh="应为对象：成员写在花括号内")
_DAY = Text(en="A day, such as 2026-01-31", zh="应为日期，例如 2026-01-31")
_MOMENT = Text(
    en="A moment with its offset, such as 2026-01-31T09:30:00Z or 2026-01-31T17:30:00+08:00 "
    "(in an address + is written %2B)",
    zh="应为带时区的时间，例如 2026-01-31T09:30:00Z 或 2026-01-31T17:30:00+08:00（在网址中 + 须写作 %2B）",
)
_FILE = Text(en="A file, sent as multipart/form-data", zh="应为文件，以 multipart/form-data 发送")

BY_TYPE = {
    "missing": Text(en="Is missing", zh="缺少此项"),
    "none_required": Text(en="Must be left out", zh="不应填写此项"),
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "dict_type": _OBJECT,
    "mapping_type": _OBJECT,
    "list_type": _LIST,
    "set_type": _LIST,
    "frozen_set_type": _LIST,
    "tuple_type": _LIST,
    "iterable_type": _LIST,
    "too_short": Text(
        en="Needs at least {min_length}; there are {actual_length}",
        zh="至少 {min_length} 项，现有 {actual_length} 项",
    ),
    "too_long": Text(
        en="At most {max_length}; there are {actual_length}", zh="最多 {max_length} 项，现有 {actual_length} 项"
    ),
    "string_type": _TEXT,
    "string_unicode": Text(en="A text in UTF-8", zh="应为 UTF-8 文本"),
    "string_not_ascii": Text(en="A text in ASCII", zh="应为 ASCII 文本"),
    "string_too_short": Text(en="Too short: {min_length} or more characters", zh="过短：至少 {min_length} 个字符"),
    "string_too_long": Text(en="At most {max_length} characters", zh="最多 {max_length} 个字符"),
    "string_pattern_mismatch": Text(en="Not of the form {pattern}", zh="不符合格式 {pattern}"),
    "int_type": _INTEGER,
    "int_parsing": _INTEGER,
    "int_from_float": Text(en="A whole number, without decimals", zh="应为整数，不含小数"),
    "int_parsing_size": Text(en="The number has too many digits", zh="数字位数过多"),
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": Text(en="A finite number", zh="应为有限数值"),
    "decimal_type": _NUMBER,
    "decimal_parsing": _NUMBER,
    "bool_type": _BOOL,
    "bool_parsing": _BOOL,
    "bytes_type": _FILE,
    "is_instance_of": _FILE,
    "value_error": GENERAL,
    "assertion_error": GENERAL,
    "literal_error": Text(en="One of: {expected}", zh="可选值：{expected}"),
    "enum": Text(en="One of: {expected}", zh="可选值：{expected}"),
    "greater_than": Text(en="Must be above {gt}", zh="须大于 {gt}"),
    "greater_than_equal": Text(en="Must be {ge} at least", zh="不得小于 {ge}"),
    "less_than": Text(en="Must be below {lt}", zh="须小于 {lt}"),
    "less_than_equal": Text(en="Must be {le} at most", zh="不得大于 {le}"),
    "multiple_of": Text(en="Must be a multiple of {multiple_of}", zh="须为 {multiple_of} 的倍数"),
    "date_type": _DAY,
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
    "datetime_type": _MOMENT,
    "datetime_parsing": _MOMENT,
    "datetime_object_invalid": _MOMENT,
    "datetime_from_date_parsing": _MOMENT,
    "timezone_aware": _MOMENT,
    "union_tag_invalid": Text(en="One of: {expected_tags}", zh="可选值：{expected_tags}"),
    "union_tag_not_found": Text(en="Is missing", zh="缺少此项"),
}
"""Every type that a schema of ours can bring about; a test reads them from the schemas."""

DAY, MOMENT = _DAY, _MOMENT
