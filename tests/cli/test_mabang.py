"""What is told of the ERP, compared with what is planted in it."""

from pathlib import Path

import pytest

from services.cli import mabang
from services.cli.installation import Installation
from services.cli.simulated import Simulated
from services.cli.verdicts import Verdict

PLANTED = {
    "unlisted": [
        {"stock_sku": "ZL-0010-OLD", "available_quantity": 12, "in_transit_quantity": 8},
        {"stock_sku": "ZL-0020-OLD", "available_quantity": 6, "in_transit_quantity": 4},
    ]
}
UNITS = {"ZL-0010-OLD": 8, "ZL-0020-OLD": 4, "ZL-0003": 0}
ACCOUNT = Simulated(5, 20, "Simulated seller")


class Told:
    """A client to whom some goods are told as those of no SKU."""

    def __init__(self, skus: tuple[str, ...], units: dict[str, int]) -> None:
        self._told = {
            "/v1/inventory/unmapped-erp-skus": [{"erp_sku": sku, "suggestions": []} for sku in skus],
            "/v1/inventory/erp-products": [
                {"erp_sku": sku, "in_transit_quantity": number} for sku, number in units.items()
            ],
        }

    def listed(self, path, _query):
        return self._told[path]


@pytest.mark.parametrize(
    ("told", "units", "missed", "false"),
    [
        (("ZL-0020-OLD", "ZL-0010-OLD"), {}, [], []),
        (("ZL-0010-OLD",), {}, [("ZL-0020-OLD", 4)], []),
        (("ZL-0010-OLD", "ZL-0020-OLD", "ZL-0003"), {}, [], [("ZL-0003", 0)]),
        (("ZL-0010-OLD", "ZL-0020-OLD"), {"ZL-0020-OLD": 5}, [("ZL-0020-OLD", 4)], [("ZL-0020-OLD", 5)]),
        ((), {}, [("ZL-0010-OLD", 8), ("ZL-0020-OLD", 4)], []),
    ],
)
def test_goods_that_nothing_sells_are_missed_or_told_in_vain(monkeypatch, told, units, missed, false):
    asked = []
    monkeypatch.setattr(mabang, "told_by_sandbox", lambda *args: asked.append(args[1:]) or PLANTED)
    verdict = mabang.judge_erp(Installation(Path("nowhere"), 1, 2, 3), Told(told, UNITS | units), ACCOUNT)
    problems = ([("erp.unsold", sku, f"{number} on their way") for sku, number in each] for each in (missed, false))
    assert verdict == Verdict(2, *problems)
    assert verdict.is_right == (not missed and not false)
    assert asked == [("mabang", 5, 20)]
