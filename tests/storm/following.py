"""What must hold of those who follow what a storm's accounts are told: the worklist, and pollers."""

from collections.abc import Iterator

from services.cli.demo import DemoError
from tests.storm.polling.oracle import begun_anew, miscounted, missed, stored
from tests.storm.storm import Storm

WORKLIST_SECONDS = 120.0


def worklist(storm: Storm) -> Iterator[str]:
    """The worklist comes to say what the findings say: each that asks for somebody, in its newest version."""
    for account in storm.accounts:
        try:
            account.stormy.settled_worklist(account.stormy.advertiser.seller_id, seconds=WORKLIST_SECONDS)
        except DemoError as error:
            yield str(error)


def pollers(storm: Storm) -> Iterator[str]:
    """Each poller, which was killed too, has seen every row of every list in its last state; nothing began anew."""
    for account in storm.accounts:
        account.pollers.finish()
        meant = stored(account.stormy)
        yield from miscounted(meant, account.stormy.tenant_id)
        for seen in account.pollers.seen():
            yield from missed(seen, meant)
            yield from begun_anew(seen, 0)
