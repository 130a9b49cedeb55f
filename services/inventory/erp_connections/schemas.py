"""Connections of ERPs on the wire; the secret never leaves."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr
from pydantic.json_schema import SkipJsonSchema

from shared.fields import explained
from shared.http.moments import Moment
from shared.pages import DeletedQuery, PolledPage

BASE_URL = "https://gwapi.mabangerp.com/api/v2"
_WORD = explained(
    r"^[!-~]+$",
    en="Visible ASCII characters without blanks",
    zh="应为不含空格的可见 ASCII 字符",
)
_CURRENCY = explained(
    r"^[A-Z]{3}$",
    en="A currency by ISO 4217, such as CNY",
    zh="应为 ISO 4217 货币代码，例如 CNY",
)
_VERSION = explained(r"^[0-9.]{1,10}$", en='Digits, such as "2"', zh='应为数字，例如 "2"')
_ERP_ID = explained(
    r"^[^\x00-\x1f\x7f]+$",
    en="Must not be empty or hold control characters",
    zh="不得为空，不得含控制字符",
)
_INT32: dict[str, Any] = {"format": "int32"}

_AppKey = Annotated[str, Field(min_length=1, max_length=100, pattern=_WORD, examples=["200000"])]
_Secret = Annotated[
    SecretStr,
    Field(min_length=1, max_length=200, description="The developer's secret; it is sealed at once, and never shown"),
]
_Url = Annotated[
    str,
    Field(
        min_length=1,
        max_length=2000,
        description="https, port 443 or 8443, a public host; redirects are not followed",
        json_schema_extra={"format": "uri", "examples": [BASE_URL]},
    ),
]
_Version = Annotated[
    str | None,
    Field(max_length=10, pattern=_VERSION, description="The member `version` of each call; null leaves it out"),
]
_Currency = Annotated[
    str, Field(max_length=3, pattern=_CURRENCY, description="That of the ERP's prices", examples=["CNY"])
]
_Minutes = Annotated[
    int, Field(strict=True, ge=5, le=1440, description="Between two readings", json_schema_extra=_INT32)
]
_Enabled = Annotated[bool, Field(strict=True, description="False ends reading, until it is true again")]


class ErpWarehouseLink(BaseModel):
    """A warehouse of the ERP whose stock goes into one of ours; several may go into one, which holds their sum."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    erp_warehouse_id: Annotated[str, Field(min_length=1, max_length=50, pattern=_ERP_ID, examples=["1001"])]
    warehouse_id: Annotated[
        str, Field(min_length=1, max_length=36, description="Of GET /v1/inventory/warehouses", pattern=_ERP_ID)
    ]


_Links = Annotated[
    list[ErpWarehouseLink], Field(max_length=200, description="What is not named here goes into no warehouse")
]


class ErpConnectionCreate(BaseModel):
    """How to reach an account of the tenant's ERP."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    erp: Literal["mabang"]
    app_key: _AppKey
    secret: _Secret
    base_url: _Url = BASE_URL
    protocol_version: _Version = None
    currency: _Currency = "CNY"
    warehouses: _Links = []
    enabled: _Enabled = True
    every_minutes: _Minutes = 60


class ErpConnectionUpdate(BaseModel):
    """What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    # A default factory keeps null out; what it makes is never read, only what was given is.
    app_key: Annotated[_AppKey, Field(default_factory=str)]
    secret: Annotated[_Secret, Field(default_factory=lambda: SecretStr(""))]
    base_url: Annotated[_Url, Field(default_factory=str)]
    protocol_version: _Version = None
    currency: Annotated[_Currency, Field(default_factory=str)]
    warehouses: Annotated[_Links, Field(default_factory=list)]
    enabled: Annotated[_Enabled, Field(default_factory=bool)]
    every_minutes: Annotated[_Minutes, Field(default_factory=int)]


class ErpConnectionState(BaseModel):
    """How reading goes; it changes without a new version.

    After several failures in a row the circuit is `open`: the next reading is hours away. Then it is `half_open`:
    one is tried. It is never turned off by itself.
    """

    circuit: str = Field(max_length=10, examples=["closed"], description="closed, open or half_open")
    last_success_at: datetime | None
    failing_since: datetime | None = Field(description="The first failure since the last success")
    failures: int = Field(ge=0, le=2**31 - 1, description="Readings in a row that failed", json_schema_extra=_INT32)
    failure_code: str | None = Field(max_length=100)
    failure_detail: str | None = Field(max_length=500)
    next_run_at: datetime | None = Field(description="Null while it is not enabled")
    products: int = Field(ge=0, le=2**31 - 1, description="Of the ERP's that are known", json_schema_extra=_INT32)
    open_dead_letters: int = Field(ge=0, le=2**31 - 1, json_schema_extra=_INT32)


class ErpConnectionRead(BaseModel):
    """How a tenant's ERP is reached, without the secret, and how reading it goes."""

    connection_id: str = Field(max_length=36)
    erp: str = Field(max_length=20, examples=["mabang"])
    livemode: bool
    app_key: str = Field(max_length=100)
    base_url: str = Field(max_length=2000, json_schema_extra={"format": "uri"})
    protocol_version: str | None = Field(max_length=10)
    currency: str = Field(max_length=3)
    warehouses: list[ErpWarehouseLink] = Field(max_length=200)
    enabled: bool
    every_minutes: int = Field(ge=5, le=1440, json_schema_extra=_INT32)
    state: ErpConnectionState
    changed_by: str = Field(max_length=36, description="The actor who made or last changed it")
    version: int = Field(ge=1, le=2**31 - 1, json_schema_extra=_INT32)
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None = Field(description="Shown with `include_deleted` only")


class ErpConnectionPage(PolledPage[ErpConnectionRead]):
    """A slice of the connections, in the order of `updated_at`."""


class ErpConnectionQuery(DeletedQuery):
    """Filters of a list of connections."""

    updated_after: Annotated[Moment | SkipJsonSchema[None], Field()] = None


class ErpConnectionTestRead(BaseModel):
    """What came of asking the ERP for its shops: how many there are, or why there is no answer."""

    works: bool = Field(description="Whether the ERP has answered as it should")
    shops: Annotated[int, Field(ge=0, le=2**31 - 1, json_schema_extra=_INT32)] | None = Field(
        description="How many shops the ERP has told of; null without an answer"
    )
    failure_code: str | None = Field(
        max_length=100,
        examples=["erp-refused"],
        description="erp-refused: the ERP says no, see its words; erp-away: no answer; erp-throttled; "
        "erp-answer-unreadable; erp-address-wrong; erp-address-refused",
    )
    failure_detail: str | None = Field(max_length=500)
