"""The collection tries each operation, and each request says what has to come back."""

import re

import pytest

from tests.postman.asking import OPERATIONS, ROOT, SAMPLES, Ask
from tests.postman.beginnings import BEGIN
from tests.postman.collection import FOLDERS, files

ALL = [ask for folder in FOLDERS for ask in folder.all()]
_VARIABLE = re.compile(r"\{\{(\w+)\}\}|pm\.variables\.get\('(\w+)'\)")
_GIVEN = {"run", "request_id", "listener_url", "erp_url", "erp_app_key", "erp_secret"}
"""Set by the collection itself, or by an environment."""


@pytest.mark.parametrize("path", files(), ids=lambda path: path.name)
def test_the_file_is_what_its_requests_make(path):
    assert path.read_text() == files()[path], "run `make contract`"


def test_each_operation_is_tried():
    assert OPERATIONS - {ask.operation for ask in ALL} == set()


def test_names_are_told_apart_within_a_folder():
    for folder in FOLDERS:
        names = [ask.name for ask in folder.all()]
        assert len(names) == len(set(names)), folder.name


def test_each_request_asserts_a_value_and_most_of_them_one_that_was_made_before():
    for ask in ALL:
        assert ask.same or ask.holds, ask.name
    alone = [ask.name for ask in ALL if ask not in BEGIN and not _VARIABLE.search(f"{ask.same} {ask.holds}")]
    assert len(alone) < len(ALL) / 8, alone


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_folder_needs_no_other(folder):
    known = set(_GIVEN)
    for ask in folder.all():
        used = {
            one or other
            for one, other in _VARIABLE.findall(f"{ask.path} {ask.query} {ask.body} {ask.form} {ask.same}")
        }
        assert used | ({ask.key} if ask.key else set()) <= known | set(ask.keep), ask.name
        known |= set(ask.keep)


def test_files_that_are_sent_are_there():
    sent = [ask for ask in ALL if ask.file]
    assert len(sent) >= 3
    for ask in sent:
        assert (ROOT / SAMPLES / ask.file).is_file()
        assert ask.keep or any("rows" in expression for expression in ask.same), ask.name


def test_an_operation_that_is_not_in_the_contract_is_refused():
    with pytest.raises(KeyError):
        Ask("list_nothing", "Nothing").item()
