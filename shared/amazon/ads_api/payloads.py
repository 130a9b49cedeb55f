"""What goes to the Ads API and what comes back, in our words.

Amazon's replies are checked against the private shapes: what is missing or of the wrong type is a
`malformed-reply` AmazonApiError, what is new is ignored.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, TypeVar

import msgspec

from shared.amazon import errors
from shared.amazon.shapes import decoder_of

TimeUnit = Literal["DAILY", "SUMMARY"]
_Reply = TypeVar("_Reply")


@dataclass(frozen=True, slots=True)
class Profile:
    """An advertiser in one country. `seller_id` and `marketplace_id` are empty where Amazon gives none.

    `timezone` decides where a day of its reports begins; `account_type` is seller, vendor or agency.
    """

    profile_id: str
    country_code: str
    currency: str
    timezone: str
    account_type: str
    seller_id: str
    marketplace_id: str
    name: str


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """A version 3 report over whole days of the profile, both ends included; 31 days at most.

    A DAILY report takes the column `date`, a SUMMARY one `startDate` and `endDate`.
    """

    name: str
    start_on: date
    end_on: date
    report_type_id: str
    group_by: Sequence[str]
    columns: Sequence[str]
    time_unit: TimeUnit = "DAILY"
    ad_product: str = "SPONSORED_PRODUCTS"

    def body(self) -> dict[str, Any]:
        """The request as Amazon spells it."""
        return {
            "name": self.name,
            "startDate": self.start_on.isoformat(),
            "endDate": self.end_on.isoformat(),
            "configuration": {
                "adProduct": self.ad_product,
                "groupBy": list(self.group_by),
                "columns": list(self.columns),
                "reportTypeId": self.report_type_id,
                "timeUnit": self.time_unit,
                "format": "GZIP_JSON",
            },
        }


@dataclass(frozen=True, slots=True)
class ReportStatus:
    """How far a report is: PENDING, PROCESSING, COMPLETED or FAILED, and words of later.

    `url` is there when it is COMPLETED, `failure_reason` when it FAILED.

    The last four say what the report is of, as far as Amazon repeats it.
    """

    status: str
    url: str | None
    failure_reason: str | None
    url_expires_at: datetime | None
    report_type_id: str | None
    time_unit: str | None
    start_on: date | None
    end_on: date | None

    def answers(self, request: ReportRequest) -> bool:
        """Whether this may be the report of `request`.

        Amazon has been seen to call a DAILY and a SUMMARY request duplicates of each other
        (airbytehq/airbyte issue 61652), so a report found by DuplicateReport must be checked.
        """
        pairs = (
            (self.report_type_id, request.report_type_id),
            (self.time_unit, request.time_unit),
            (self.start_on, request.start_on),
            (self.end_on, request.end_on),
        )
        return all(found is None or found == wanted for found, wanted in pairs)


class _Account(msgspec.Struct, rename="camel"):
    id: str = ""
    type: str = ""
    name: str = ""
    marketplace_string_id: str = ""


class _Profile(msgspec.Struct, rename="camel"):
    profile_id: int | str
    country_code: str
    currency_code: str
    timezone: str
    account_info: _Account = msgspec.field(default_factory=_Account)


class _Created(msgspec.Struct, rename="camel"):
    report_id: str


class _Configuration(msgspec.Struct, rename="camel"):
    report_type_id: str | None = None
    time_unit: str | None = None


class _Report(msgspec.Struct, rename="camel"):
    status: str
    url: str | None = None
    failure_reason: str | None = None
    url_expires_at: datetime | None = None
    start_date: date | None = None
    end_date: date | None = None
    configuration: _Configuration = msgspec.field(default_factory=_Configuration)


def read_profiles(body: bytes) -> list[Profile]:
    """The reply to GET /v2/profiles. Raises AmazonApiError."""
    return [
        Profile(
            profile_id=str(profile.profile_id),
            country_code=profile.country_code,
            currency=profile.currency_code,
            timezone=profile.timezone,
            account_type=profile.account_info.type,
            seller_id=profile.account_info.id,
            marketplace_id=profile.account_info.marketplace_string_id,
            name=profile.account_info.name,
        )
        for profile in decode(body, list[_Profile])
    ]


def read_created(body: bytes) -> str:
    """The id in the reply to POST /reporting/reports. Raises AmazonApiError."""
    report_id = decode(body, _Created).report_id
    if not report_id:
        raise errors.malformed("the report has no id")
    return report_id


def read_report(body: bytes) -> ReportStatus:
    """The reply to GET /reporting/reports/{id}. Raises AmazonApiError."""
    report = decode(body, _Report)
    if report.status == "COMPLETED" and not report.url:
        raise errors.malformed("the report is completed but has no url")
    return ReportStatus(
        status=report.status,
        url=report.url,
        failure_reason=report.failure_reason,
        url_expires_at=report.url_expires_at,
        report_type_id=report.configuration.report_type_id,
        time_unit=report.configuration.time_unit,
        start_on=report.start_date,
        end_on=report.end_date,
    )


def decode(body: bytes, shape: type[_Reply]) -> _Reply:
    """A reply as a shape. Raises AmazonApiError: malformed-reply."""
    try:
        return decoder_of(shape).decode(body)
    except errors.UNREADABLE as error:
        raise errors.malformed(str(error)) from None
