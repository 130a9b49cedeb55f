"""What Amazon's words for the state of a report mean, in both of its interfaces."""

from enum import Enum


class State(Enum):
    """How far a report is."""

    MAKING = "making"
    READY = "ready"
    EMPTY = "empty"
    FAILED = "failed"


_STATES = {
    "IN_QUEUE": State.MAKING,
    "IN_PROGRESS": State.MAKING,
    "DONE": State.READY,
    "CANCELLED": State.EMPTY,
    "FATAL": State.FAILED,
    "PENDING": State.MAKING,
    "PROCESSING": State.MAKING,
    "COMPLETED": State.READY,
    "FAILED": State.FAILED,
}
"""Reports API 2021-06-30 (`processingStatus`), then Ads reporting version 3 (`status`). CANCELLED is what Amazon says
when there is nothing to report; whoever had rows before must not take it for the end of them."""


def state_of(word: str) -> State:
    """What a word means. An unknown one is waited out: Amazon's words grow, and the clock ends every wait."""
    return _STATES.get(word, State.MAKING)
