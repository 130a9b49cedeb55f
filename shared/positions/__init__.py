"""A poller misses nothing: lists in the order in which changes became visible (`shared.db.positions`)."""

from shared.positions.order import Order, Part
from shared.positions.walks import Polled, poll, poll_hot

__all__ = ["Order", "Part", "Polled", "poll", "poll_hot"]
