"""A case as it is shown: on the wire, and in events."""

from typing import Any

from services.tickets.cases.schemas import TicketsCaseRead, TicketsClock
from services.tickets.clocks import operations as clocks
from services.tickets.clocks.rules import Clock, shown_level
from services.tickets.models import Case
from shared.texts import Language, Text


def read(case: Case, language: Language) -> TicketsCaseRead:
    """The case on the wire."""
    return TicketsCaseRead(
        **{name: getattr(case, name) for name in _SAME_NAMES},
        description=description_of(case).in_language(language),
        answer=read_clock(clocks.answer_clock(case)),
        resolution=read_clock(clocks.resolution_clock(case)).model_copy(update={"done_at": case.resolved_at}),
    )


def read_clock(clock: Clock) -> TicketsClock:
    """A clock on the wire."""
    return TicketsClock(
        due_at=clock.due_at, level=shown_level(clock), is_running=clock.is_running, done_at=clock.done_at
    )


def description_of(case: Case) -> Text:
    """What has happened, in both languages; who posted a case has said it in one."""
    return Text(case.description, case.description if case.description_zh is None else case.description_zh)


def reported(case: Case) -> dict[str, Any]:
    """The case as an event holds it: as on the wire in English, and its description in both languages."""
    description = description_of(case)
    both = {"descriptions": {"en": description.en, "zh": description.zh}}
    return read(case, "en").model_dump(mode="json") | both


_SAME_NAMES = tuple(TicketsCaseRead.model_fields.keys() - {"answer", "resolution", "description"})
