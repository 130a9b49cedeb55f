"""The judges of a SKU's stock, and what must have been read of Amazon before they are asked."""

from collections.abc import Callable

from services.inventory.findings.rules import (
    AGED,
    EXCESS,
    OUT_OF_STOCK,
    OUT_OF_STOCK_LONG,
    SLOW_MOVER,
    STOCKOUT_RISK,
    STRANDED,
)
from services.inventory.health.rules import checks
from services.inventory.health.rules.contexts import JudgingContext
from services.inventory.health.rules.positions import Position
from shared.findings.rules import Judge, Observation

_Check = Callable[[Position, JudgingContext], Observation | None]
Sight = tuple[Position, JudgingContext]
"""What a judge is asked about."""

STOCK, LEDGER, ORDERS, PLANNING, STRANDED_UNITS = "stock", "ledger", "orders", "planning", "stranded"
"""What is read of Amazon for a judgement."""

FLOW = frozenset({STOCK, LEDGER, ORDERS})
"""What tells how stock comes and goes."""


def _judge(check: _Check, needs: frozenset[str], *codes: str, keeps_severity: bool = False) -> Judge[Sight]:
    def observe(sight: Sight) -> tuple[Observation, ...]:
        found = check(*sight)
        return () if found is None else (found,)

    return Judge(codes, observe, needs, keeps_severity)


JUDGES = (
    _judge(checks.check_running_out, FLOW, STOCKOUT_RISK, keeps_severity=True),
    _judge(checks.check_out, FLOW, OUT_OF_STOCK, OUT_OF_STOCK_LONG, keeps_severity=True),
    _judge(checks.check_slow, FLOW, SLOW_MOVER),
    _judge(checks.check_excess, FLOW, EXCESS),
    _judge(checks.check_aged, frozenset({PLANNING, STOCK}), AGED),
    _judge(checks.check_stranded, frozenset({STRANDED_UNITS, STOCK}), STRANDED),
)
"""Stock that is out or runs out is as grave as its rule says: the loss begins only when it is too late to send."""
