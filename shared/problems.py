"""Expected failures as `application/problem+json` (RFC 9457) with a code that never changes."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from shared.texts import Language, Text, spoken

MEDIA_TYPE = "application/problem+json"
IDEMPOTENCY_KEY = "Idempotency-Key"


class UpstreamAwayError(Exception):
    """Whom a request has to ask does not answer now. Mixed into the error of whoever asks; answered with 503."""


class FieldError(BaseModel):
    """One rejected member of the input, in the caller's language. The rejected value itself is never echoed."""

    location: str = Field(max_length=16, examples=["body"])
    pointer: str = Field(max_length=500, description="JSON Pointer or parameter name", examples=["/seller_id"])
    code: str = Field(max_length=100, examples=["missing"])
    message: str = Field(max_length=2000)


def field_error(pointer: str, code: str, text: Text, *, location: str = "body") -> FieldError:
    """What is wrong with a member, said to the caller of the request that is served."""
    message = text.in_language(spoken())
    return FieldError(location=location[:16], pointer=pointer[:500], code=code[:100], message=message[:2000])


class ProblemRead(BaseModel):
    """The body of every answer of status 400 and above."""

    model_config = ConfigDict(title="Problem")

    type: str = Field(max_length=200, json_schema_extra={"format": "uri-reference"})
    title: str = Field(max_length=200, description="In the caller's language")
    status: int = Field(ge=400, le=599, json_schema_extra={"format": "int32"})
    code: str = Field(max_length=100, description="Stable; never reworded", examples=["not-found"])
    detail: str | None = Field(default=None, max_length=1000)
    instance: str | None = Field(default=None, max_length=500)
    request_id: str = Field(max_length=64)
    errors: list[FieldError] = Field(default_factory=list, max_length=100)


class Problem(Exception):
    """Base of all expected failures: a subclass per failure sets `code`, `status` and `title`.

    `hint` is the `detail` where none is given: what to do about it.
    """

    code: ClassVar[str]
    status: ClassVar[int]
    title: ClassVar[Text]
    hint: ClassVar[Text | None] = None

    def __init__(
        self,
        detail: Text | str | None = None,
        *,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
        members: Mapping[str, Any] | None = None,
    ) -> None:
        detail = Text(en=detail, zh=detail) if isinstance(detail, str) else detail
        super().__init__(detail.en if detail else self.code)
        self.detail = detail or self.hint
        self.errors = list(errors)
        self.headers = dict(headers or {})
        self.members = dict(members or {})

    def document(self, *, language: Language, request_id: str, instance: str) -> dict[str, Any]:
        """The body on the wire, extension members included."""
        body: dict[str, Any] = {
            "type": self.members.get("type", f"/docs/problems#{self.code}"),
            "title": self.title.in_language(language),
            "status": self.status,
            "code": self.code,
            "request_id": request_id,
            "instance": instance,
            "errors": [error.model_dump() for error in self.errors[:100]],
        }
        if self.detail:
            body["detail"] = self.detail.in_language(language)[:1000]
        return body | self.members


_NOTHING = Text(
    en="Nothing of this id belongs to your key's tenant. A test key sees its own data only, and a live key its own",
    zh="您的密钥所属租户没有此编号的内容。测试密钥只能看到测试数据，正式密钥只能看到正式数据",
)


class NotFoundError(Problem):
    """No such thing, or it belongs to another tenant: the two look the same."""

    code, status = "not-found", 404
    title = Text(en="Not found", zh="未找到")

    @classmethod
    def of(cls, pointer: str, *, location: str = "body", detail: Text | None = None) -> "NotFoundError":
        """The member that leads to nothing."""
        return cls(detail, errors=[field_error(pointer, cls.code, _NOTHING, location=location)])


class PathUnknownError(Problem):
    """No operation has this path; `detail` says which is near. Another failure than an id that is not there."""

    code, status = "path-unknown", 404
    title = Text(en="There is no such path", zh="没有此路径")


class _UnknownMemberError(Problem):
    """A member names what the tenant does not have; the answer points at it. `location` is body, query or path."""

    status = 404
    member: ClassVar[str]

    def __init__(self, location: str = "body") -> None:
        super().__init__(errors=[self.at(location)])

    @classmethod
    def at(cls, location: str = "body") -> FieldError:
        """The member that is at fault, for an item of a batch."""
        pointer = f"/{cls.member}" if location == "body" else cls.member
        return field_error(pointer, cls.code, cls.title, location=location)


class SellerAccountUnknownError(_UnknownMemberError):
    """The tenant has no such seller account, or it is another tenant's."""

    code, member = "seller-account-unknown", "seller_id"
    title = Text(en="No such seller account", zh="没有此卖家账户")
    hint = Text(
        en="GET /v1/seller-accounts lists those of your tenant; a test key has accounts of its own.",
        zh="GET /v1/seller-accounts 列出您租户的卖家账户；测试密钥有其自己的账户。",
    )


class MarketplaceUnknownError(_UnknownMemberError):
    """The tenant's seller account does not sell on the marketplace, as far as is known."""

    code, member = "marketplace-unknown", "marketplace_id"
    title = Text(en="The seller account does not sell on this marketplace", zh="该卖家账户未开通此站点")
    hint = Text(
        en="GET /v1/seller-accounts/{seller_id} has its `marketplace_ids`; GET /v1/marketplaces says which they are.",
        zh="GET /v1/seller-accounts/{seller_id} 的 `marketplace_ids` 为其站点；各站点见 GET /v1/marketplaces。",
    )


UNKNOWN_ACCOUNT = (SellerAccountUnknownError, MarketplaceUnknownError)
"""What is wrong with a seller account on a marketplace that is not there."""


class MethodNotAllowedError(Problem):
    """The path exists, the method does not."""

    code, status = "method-not-allowed", 405
    title = Text(en="Method not allowed", zh="不支持该请求方法")


class UnauthorizedError(Problem):
    """No key, or one that does not work: wrong, revoked and expired look the same."""

    code, status = "unauthorized", 401
    title = Text(en="A valid API key is required", zh="需要有效的 API 密钥")

    def __init__(self, code: str, text: Text) -> None:
        """`code` and `text` say what is wrong with the header `Authorization`."""
        found = field_error("Authorization", code, text, location="header")
        super().__init__(errors=[found], headers={"WWW-Authenticate": "Bearer"})


class ForbiddenError(Problem):
    """The key works but lacks the scope."""

    code, status = "scope-missing", 403
    title = Text(en="The key lacks the required scope", zh="密钥缺少所需权限")


class InvalidRequestError(Problem):
    """The shape of the input is wrong; `errors` says where."""

    code, status = "invalid-request", 422
    title = Text(en="The request is not valid", zh="请求内容无效")


class MalformedRequestError(Problem):
    """The body cannot be read at all."""

    code, status = "malformed-request", 400
    title = Text(en="The request cannot be read", zh="无法读取请求")


class IdempotencyKeyMissingError(Problem):
    """The operation needs an `Idempotency-Key`, and there is none."""

    code, status = "idempotency-key-missing", 400
    title = Text(en="The request needs an Idempotency-Key", zh="请求缺少 Idempotency-Key")


class RequestTimeoutError(Problem):
    """The body did not come in time."""

    code, status = "request-timeout", 408
    title = Text(en="The request took too long to arrive", zh="请求传输超时")


class BodyTooLargeError(Problem):
    """The body is over the limit of the service."""

    code, status = "body-too-large", 413
    title = Text(en="The body is too large", zh="请求体过大")


class UnsupportedMediaTypeError(Problem):
    """The content type is not one that this operation reads."""

    code, status = "unsupported-media-type", 415
    title = Text(en="Unsupported media type", zh="不支持的内容类型")


class RateLimitedError(Problem):
    """The tenant's quota, or the key's part of it, is used up; `Retry-After` says when to come back."""

    code, status = "rate-limited", 429
    title = Text(en="Too many requests", zh="请求过于频繁")


class InternalError(Problem):
    """Our fault. Nothing about the cause leaves the server but the request id."""

    code, status = "internal-error", 500
    title = Text(en="Internal error", zh="内部错误")


class BusyError(Problem):
    """The database is locked or away; the same request can be repeated."""

    code, status = "temporarily-unavailable", 503
    title = Text(en="Temporarily unavailable, try again", zh="暂时不可用，请重试")


class StorageFullError(Problem):
    """A disk is full: nothing can be stored until its owner has made room; reading goes on."""

    code, status = "storage-full", 507
    title = Text(
        en="The server's disk is full; nothing was stored. Whoever runs it has to make room.",
        zh="服务器磁盘已满，未保存任何内容，请联系系统管理员清理空间。",
    )


def responses(*problems: type[Problem]) -> dict[int | str, dict[str, Any]]:
    """The `responses=` of a route: one entry a status, its codes in the description, and a default."""
    codes: dict[int, list[str]] = {}
    for problem in problems:
        codes.setdefault(problem.status, []).append(problem.code)
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    documented: dict[int | str, dict[str, Any]] = {
        status: {"description": ", ".join(sorted(set(names))), "content": content}
        for status, names in sorted(codes.items())
    }
    return documented | {"default": {"description": "Any other problem", "content": content}}
