"""What is told of the ERP, compared with what is planted in it."""

from pathlib import Path

import pytest

from services.cli import mabang
from services.cli.installation import Installation
from services.cli.simulated import Simulated
from services.cli.verdicts import Verdict

PLANTED = {"unlisted": [{"stock_sku": "ZL-0010-OLD", "available_quantity": 12}, {"stock_sku": "ZL-0020-OLD"}]}
ACCOUNT = Simulated(5, 20, "Simulated seller")


class Told:
    """A client to whom some goods are told as those of no SKU."""

    def __init__(self, *skus: str) -> None:
        self._skus = skus

    def items(self, path, _query):
        assert path == "/v1/inventory/unmapped-erp-skus"
        return [{"erp_sku": sku, "suggestions": []} for sku in self._skus]


@pytest.mark.parametrize(
    ("told", "missed", "false"),
    [
        (("ZL-0020-OLD", "ZL-0010-OLD"), [], []),
        (("ZL-0010-OLD",), ["ZL-0020-OLD"], []),
        (("ZL-0010-OLD", "ZL-0020-OLD", "ZL-0003"), [], ["ZL-0003"]),
        ((), ["ZL-0010-OLD", "ZL-0020-OLD"], []),
    ],
)
def test_goods_that_nothing_sells_are_missed_or_told_in_vain(monkeypatch, told, missed, false):
    asked = []
    monkeypatch.setattr(mabang, "told_by_sandbox", lambda *args: asked.append(args[1:]) or PLANTED)
    verdict = mabang.judge_erp(Installation(Path("nowhere"), 1, 2, 3), Told(*told), ACCOUNT)
    problems = ([("erp.unsold", sku, None) for sku in skus] for skus in (missed, false))
    assert verdict == Verdict(2, *problems)
    assert verdict.is_right == (not missed and not false)
    assert asked == [("mabang", 5, 20)]
