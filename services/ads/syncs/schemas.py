"""Syncs on the wire."""

from datetime import date
from typing import Annotated, Any

import orjson
from pydantic import BaseModel, BeforeValidator, Field, model_validator

from shared.fields import FieldValueError
from shared.http.moments import Day, check_window
from shared.pages import PolledPage
from shared.syncs.schemas import Attempt, Count, SyncCreate, SyncPart, SyncRead
from shared.texts import Text

MAX_DAYS, MOST_REASONS = 95, 20
_BOTH = Text(en="Give both from_on and to_on, or none", zh="from_on 与 to_on 须同时填写或都不填")


class AdsSyncCreate(SyncCreate):
    """What to fetch. Without a window: 60 days when the account is new; afterwards the newest 30 and the 60th.

    Days among the 60 that have not been delivered yet are fetched, too.
    """

    from_on: Day | None = None
    to_on: Annotated[Day | None, Field(description="Exclusive")] = None

    @model_validator(mode="after")
    def _check_window(self) -> "AdsSyncCreate":
        if (self.from_on is None) != (self.to_on is None):
            raise FieldValueError("window", _BOTH, member="to_on" if self.from_on else "from_on")
        if self.from_on and self.to_on:
            check_window(self.from_on, self.to_on, days=MAX_DAYS)
        return self


class AdsRowRejection(BaseModel):
    """Rows that were not stored, and why."""

    reason: str = Field(max_length=200, examples=["Expected `int`, got `str` - at `$.clicks`"])
    rows: Count


def _rejections_of(stored: str) -> list[dict[str, Any]]:
    """From rows by reason, as a JSON object: the most frequent reasons first."""
    ranked = sorted(orjson.loads(stored).items(), key=lambda item: (-item[1], item[0]))
    return [{"reason": reason, "rows": rows} for reason, rows in ranked]


class AdsSyncReport(SyncPart):
    """One report of a sync; `to_on` is exclusive."""

    marketplace_id: str = Field(max_length=20)
    report: str = Field(max_length=40)
    from_on: date
    to_on: date
    rows_duplicate: Annotated[Count, Field(description="Rows that repeat another's key; the last one is stored")]
    rows_superseded: Annotated[
        Count, Field(description="Rows of days that are known from a report requested later; not stored")
    ]
    rejections: Annotated[list[AdsRowRejection], BeforeValidator(_rejections_of), Field(max_length=MOST_REASONS)]
    missing_on: Annotated[
        list[date],
        BeforeValidator(orjson.loads),
        Field(max_length=MAX_DAYS, description="Days that should have had rows; they stay as they were before"),
    ]


class AdsSyncRead(SyncRead):
    """One fetch. It is `completed` when all reports are; `failed` when one is and none is under way."""

    attempt: Attempt
    reports: list[AdsSyncReport] = Field(max_length=1000)


class AdsSyncPage(PolledPage[AdsSyncRead]):
    """A slice of syncs, in the order of `updated_at`."""
