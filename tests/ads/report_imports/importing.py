"""An import carried through in this process, under the clock and the chunks of the test."""

from services.ads.report_imports.tasks import carrying


def import_now(database, tenant_id, import_id, marketplace_ids=()):
    """What a worker and a child of it do, one after the other."""
    run = carrying.begin(database, tenant_id, import_id)
    if run is not None:
        carrying.carry_through(run, marketplace_ids)
