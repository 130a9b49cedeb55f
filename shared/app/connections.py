"""What is answered where a seller account's connection to Amazon does not stand: the same in every service."""

from shared.problems import Problem
from shared.texts import Text


class AdsNotConnectedError(Problem):
    """The seller has given no consent for the Ads API."""

    code, status = "ads-not-connected", 409
    title = Text(en="The seller account is not connected to Amazon Ads", zh="该卖家账户未连接亚马逊广告")


class SpApiNotConnectedError(Problem):
    """The seller account has no consent for the Selling Partner API."""

    code, status = "spapi-not-connected", 409
    title = Text(
        en="The seller account is not connected to the Selling Partner API", zh="该卖家账户未连接亚马逊 SP-API"
    )


class ConsentCheckingError(Problem):
    """It is not known yet whose the consent is, since Amazon did not answer; it goes on being asked."""

    code, status = "consent-checking", 409
    title = Text(
        en="The seller's consent is still being checked; try again later", zh="卖家授权仍在核验中，请稍后重试"
    )


class ConsentUnprovenError(Problem):
    """Amazon refuses all that would show whose the consent is: nothing is read until an admin confirms it."""

    code, status = "consent-unproven", 409
    title = Text(
        en="The consent may be another seller's, or a role is missing: an admin has to confirm it",
        zh="该授权可能属于其他卖家，或缺少角色权限：须由管理员人工确认",
    )


class ConsentOfAnotherSellerError(Problem):
    """Amazon names another seller as the one who gave the consent; it is not kept."""

    code, status = "consent-of-another-seller", 422
    title = Text(en="The consent is another seller's", zh="该授权属于其他卖家")


class ConsentRefusedError(Problem):
    """Amazon no longer accepts the seller's consent; the seller has to give it again."""

    code, status = "amazon-consent-refused", 409
    title = Text(en="Amazon refuses the seller's consent", zh="亚马逊拒绝了该卖家授权")


class CallsStoppedError(Problem):
    """Somebody has stopped all calls to Amazon, for the account or for the whole installation."""

    code, status = "calls-stopped", 409
    title = Text(en="All calls to Amazon are stopped", zh="已停止对亚马逊的所有调用")


class WritesStoppedError(Problem):
    """Somebody has stopped all writing to Amazon, for the account or for the whole installation."""

    code, status = "writes-stopped", 409
    title = Text(en="Writing to Amazon is stopped", zh="已停止对亚马逊的写入")


_NOT_CONNECTED: dict[str, type[Problem]] = {"ads": AdsNotConnectedError, "spapi": SpApiNotConnectedError}
_BY_STATUS: dict[str, type[Problem]] = {
    "checking": ConsentCheckingError,
    "unproven": ConsentUnprovenError,
    "foreign": ConsentOfAnotherSellerError,
    "lost": ConsentRefusedError,
    "stopped": CallsStoppedError,
}


def problem_of(api: str, status: str) -> Problem:
    """Why Amazon is not asked for an account whose connection stands like this."""
    return _BY_STATUS.get(status, _NOT_CONNECTED[api])()


_AWAY = (
    ConsentCheckingError,
    ConsentUnprovenError,
    ConsentOfAnotherSellerError,
    ConsentRefusedError,
    CallsStoppedError,
)
AWAY: dict[str, tuple[type[Problem], ...]] = {api: (problem, *_AWAY) for api, problem in _NOT_CONNECTED.items()}
"""All that may keep an interface from being asked, for the `responses=` of a route."""
