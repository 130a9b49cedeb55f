"""What a service's document says of every operation, without its routes saying it."""

from typing import Annotated

import pytest
from fastapi import APIRouter, File, Header, Query, UploadFile
from pydantic import AwareDatetime, BaseModel

from shared.app.factory import Shell, create_app
from shared.app.incoming import UPLOAD_LIMIT
from shared.app.quotas import Quota
from shared.auth import Principal, requires
from shared.db import Database
from shared.problems import ForbiddenError, NotFoundError, Problem, responses
from shared.texts import Text

router = APIRouter(prefix="/v1/catalog")
Caller = Annotated[Principal, requires("catalog:write")]


class SpentError(Problem):
    code, status = "spent", 422
    title = Text(en="Spent", zh="用尽")


class Note(BaseModel):
    at: AwareDatetime


@router.get("/notes/{number}", responses=responses(NotFoundError))
def get_note(
    number: int,
    principal: Annotated[Principal, requires()],
    kind: Annotated[str | None, Query(pattern="^[a-z]+$")] = None,
    tag: Annotated[str | None, Header(max_length=9)] = None,
) -> Note: ...


@router.post("/notes", responses=responses(ForbiddenError, SpentError))
def create_note(principal: Caller, note: Note) -> Note: ...


@router.post("/files")
def upload_file(principal: Caller, file: Annotated[UploadFile, File()]) -> Note: ...


@pytest.fixture(scope="module")
def document():
    nowhere, quota = Database("sqlite://"), Quota("none", 1, 60)
    shell = Shell(database=nowhere, quotas=nowhere, public_keys={}, reads=quota, writes=quota)
    return create_app("catalog", shell, [router]).openapi()


def documented(document, path, method):
    """The description of each status; the name of the shared answer where it is one."""
    answers = document["paths"][path][method]["responses"]
    return {
        status: answer.get("description") or answer["$ref"].rpartition("/")[2] for status, answer in answers.items()
    }


ALWAYS = {
    "401": "unauthorized",
    "429": "rate-limited",
    "500": "internal-error",
    "503": "temporarily-unavailable",
    "default": "Any other problem",
}
OF_A_BODY = {
    "400": "malformed-request",
    "408": "request-timeout",
    "413": "body-too-large",
    "415": "unsupported-media-type",
}
OF_A_WRITE = {"507": "storage-full"}
READ = {"200": "Successful Response"}


def test_every_status_that_an_operation_can_answer_is_named(document):
    assert documented(document, "/v1/catalog/livez", "get") == READ | ALWAYS
    read = READ | ALWAYS | {"404": "not-found", "422": "invalid-request"}
    assert documented(document, "/v1/catalog/notes/{number}", "get") == read
    written = READ | ALWAYS | OF_A_BODY | OF_A_WRITE | {"403": "scope-missing", "422": "invalid-request, spent"}
    assert documented(document, "/v1/catalog/notes", "post") == written


def test_limits_are_told_with_every_answer_that_counts(document):
    answers = document["paths"]["/v1/catalog/notes"]["post"]["responses"]
    told = {"RateLimit": {"$ref": "#/components/headers/RateLimit"}}
    told["RateLimit-Policy"] = {"$ref": "#/components/headers/RateLimit-Policy"}
    assert {status for status, answer in answers.items() if answer.get("headers") == told} == {
        *("200", "400", "403", "408", "413", "415", "422")
    }
    shared = document["components"]["responses"]
    assert set(shared["rate-limited"]["headers"]) == {"RateLimit", "RateLimit-Policy", "Retry-After"}
    assert set(shared["temporarily-unavailable"]["headers"]) == {"Retry-After"}
    assert "headers" not in shared["unauthorized"]


def test_what_may_be_left_out_is_never_null_and_keeps_its_pattern(document):
    described = document["paths"]["/v1/catalog/notes/{number}"]["get"]["parameters"]
    schemas = {each["name"]: (each["required"], each["schema"]) for each in described}
    assert schemas["kind"] == (False, {"type": "string", "pattern": "^[a-z]+$", "title": "Kind"})
    assert schemas["tag"] == (False, {"type": "string", "maxLength": 9, "title": "Tag"})


def test_dates_and_files_have_a_length(document):
    schemas = document["components"]["schemas"]
    assert schemas["Note"]["properties"]["at"]["maxLength"] == 40
    file = schemas["Body_upload_file"]["properties"]["file"]
    assert (file["format"], file["description"]) == ("binary", f"At most {UPLOAD_LIMIT // 2**20} MiB")
    assert "maxLength" not in file
