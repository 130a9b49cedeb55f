import pytest

from shared.amazon.report_files import normalise_header


@pytest.mark.parametrize(
    ("header", "normal"),
    [
        ("7 Day Total Sales ", "7daytotalsales"),
        ("14 Day Total Sales (₹)", "14daytotalsales"),
        ("\ufeffStart Date", "startdate"),
        ("Total Advertising Cost of Sales (ACoS)", "totaladvertisingcostofsalesacos"),
        ("7天总销售额(￥)", "7天总销售额"),
        ("広告費売上高比率（ＡＣＯＳ）合計", "広告費売上高比率acos合計"),
        ("Übereinstimmungstyp", "übereinstimmungstyp"),
        ("7일 총 주문(건수)", "7일총주문건수"),
        (" (#) ", ""),
    ],
)
def test_letters_and_digits_of_any_script_stay(header, normal):
    assert normalise_header(header) == normal
