"""The simulated seller accounts of a run, both of one tenant: two shops, each with its stock, and a Pan-EU seller."""

import argparse
from typing import NamedTuple

from services.sandbox.advertisers.rules import account
from services.sandbox.advertisers.rules.account import PAN_EU_FROM

LARGEST_SEED = PAN_EU_FROM - 1
"""Of the account that is told; its Pan-EU seller has a seed of his own."""

_PAN_EU_SIZE = 40
"""Products: as few as hold everything that is planted in a pool, beside as many that are as usual."""


class Simulated(NamedTuple):
    """A simulated account: its seed and size at the sandbox, and what it is called."""

    seed: int
    size: int
    name: str

    @property
    def is_pan_eu(self) -> bool:
        """Whether all its shops sell one stock."""
        return account.is_pan_eu(self.seed)


def accounts_of(options: argparse.Namespace) -> list[Simulated]:
    """The account that was told, and the Pan-EU seller beside it unless it is to be alone."""
    told = Simulated(options.seed, options.size, "Simulated seller")
    beside = Simulated(PAN_EU_FROM + options.seed, _PAN_EU_SIZE, "Simulated Pan-EU seller")
    return [told] if options.alone else [told, beside]
