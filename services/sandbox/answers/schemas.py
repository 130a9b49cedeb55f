"""The shape of the answer key."""

from pydantic import BaseModel


class Answer(BaseModel):
    """One planted problem: the finding's code, what it is about, and why it is there."""

    code: str
    profile_id: str
    campaign_id: str
    campaign_name: str
    search_term: str | None
    cause: str


class AnswerKey(BaseModel):
    """Every planted problem, and nothing else should be found."""

    items: list[Answer]
