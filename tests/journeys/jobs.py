"""What the job queue knows, for a look past the API."""

from collections import defaultdict

from dbos import DBOSClient, WorkflowStatus


class Jobs:
    """The jobs of one tenant's syncs."""

    def __init__(self, client: DBOSClient, tenant_id: str) -> None:
        self._client = client
        self._tenant_id = tenant_id

    def statuses(self, kind: str) -> list[str]:
        """The status of every job of a kind: `ads-sync` or `ads-report`."""
        return [workflow.status for workflow in self.of_kind(kind)]

    def last_steps(self) -> dict[str, list[tuple]]:
        """(name, outcome) of the last finished step of every running report, by name."""
        last = defaultdict(list)
        for workflow in self.of_kind("ads-report"):
            if workflow.status == "PENDING" and (steps := self._client.list_workflow_steps(workflow.workflow_id)):
                last[steps[-1]["function_name"]].append(steps[-1]["output"])
        return last

    def running(self) -> dict[str, dict[str, int]]:
        """The number of finished steps of every running report by its id, for each executor."""
        found: dict[str, dict[str, int]] = defaultdict(dict)
        for workflow in self.of_kind("ads-report"):
            if workflow.status == "PENDING":
                steps = self._client.list_workflow_steps(workflow.workflow_id)
                found[workflow.executor_id or ""][workflow.workflow_id] = len(steps)
        return found

    def allow(self, queue: str, number: int) -> None:
        """How many jobs of one account a worker may have in hand; workers look it up before they take one."""
        found = self._client.retrieve_queue(queue)
        assert found is not None
        found.set_partition_worker_concurrency(number)

    def of_kind(self, kind: str) -> list[WorkflowStatus]:
        """All jobs of a kind."""
        prefix = f"{kind}:{self._tenant_id}:"
        return self._client.list_workflows(workflow_id_prefix=prefix, load_input=False, load_output=False)

    def steps_of(self, workflow_id: str) -> int:
        """How many steps of a job have finished."""
        return len(self._client.list_workflow_steps(workflow_id))
