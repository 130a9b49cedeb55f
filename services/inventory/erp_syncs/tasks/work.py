"""What the jobs of a reading work with."""

from collections.abc import Callable
from dataclasses import dataclass

from services.inventory.models import ErpConnection
from shared.db import Database
from shared.jobs.steps import Patience
from shared.mabang.client import Mabang


@dataclass(frozen=True)
class ErpWork:
    """`gateway` gives the ERP of a connection; `rows` is how many SKUs a page is asked for."""

    database: Database
    gateway: Callable[[ErpConnection], Mabang]
    patience: Patience
    rows: int
