"""The part of the Selling Partner API that we use: one module an API, over one `Connection` a seller account.

No call retries by itself: the steps of a job do, guided by `AmazonApiError.retryable` and `retry_after`.
"""

from shared.amazon.sp_api.connection import Connection
from shared.amazon.sp_api.limits import Limits

__all__ = ["Connection", "Limits"]
