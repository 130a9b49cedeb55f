"""Product Fees API version 0: what Amazon would take of a price. We read whose consent it was asked under.

Usage plan: developer-docs.amazon.com/sp-api/docs/product-fees-api-v0-reference.
"""

from sp_api.api import ProductFees as _Library

from shared.amazon.sp_api.connection import Connection
from shared.amazon.sp_api.operations import Operation
from shared.amazon.sp_api.payloads import PascalStruct, Payload
from shared.throttle import Rate

_FOR_SKU = Operation(
    "productFees.getMyFeesEstimateForSKU", _Library, "get_product_fees_estimate_for_sku", Rate(1.0, 2)
)


class EstimateIdentifier(PascalStruct, frozen=True):
    """What an estimate is of; Amazon names the seller of the access token."""

    seller_id: str = ""


class EstimateResult(PascalStruct, frozen=True):
    """`status` is Success, ClientError or ServiceError; the identifier is there in each case."""

    status: str = ""
    fees_estimate_identifier: EstimateIdentifier = EstimateIdentifier()


class _Estimate(PascalStruct, frozen=True):
    fees_estimate_result: EstimateResult


class Fees:
    """The Product Fees API of one consent. Methods raise what `Connection.call` does."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def estimate_for_sku(self, sku: str, marketplace_id: str, amount: float, currency: str) -> EstimateResult:
        """The estimate for one of the seller's SKUs at a price; of another SKU it fails, and is an answer too."""
        estimate = self._connection.call(
            _FOR_SKU, Payload[_Estimate], sku, amount, currency=currency, marketplace_id=marketplace_id
        )
        return estimate.payload.fees_estimate_result
