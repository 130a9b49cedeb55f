"""Every code has a judge, a planted cause in the sandbox, sentences in both languages, a row in the docs."""

import re
from string import Formatter

import pytest

from services.ads.campaigns import rules as ads
from services.ads.findings.rules import TEXTS as ADS_TEXTS
from services.catalog.compliance.rules import judging as catalog
from services.catalog.findings.rules import TEXTS as CATALOG_TEXTS
from services.inventory.findings.rules import TEXTS as INVENTORY_TEXTS
from services.inventory.health.rules import judges as inventory
from services.inventory.ipi_scores import rules as ipi
from services.sandbox.answers.rules import codes, troubles
from services.tickets.account_metrics import rules as metrics
from services.tickets.clocks import rules as clocks
from services.tickets.connections import rules as connections
from services.tickets.findings.rules import TEXTS as TICKETS_TEXTS
from services.tickets.worklist.rules import CODES as LISTED
from shared.findings.rules import codes_of
from tests.architecture.test_files import ROOT

JUDGES = (
    *(*ads.JUDGES, *catalog.JUDGES, *inventory.JUDGES, *ipi.JUDGES),
    *(*metrics.JUDGES, *clocks.JUDGES, *connections.JUDGES),
)
TEXTS = {**ADS_TEXTS, **CATALOG_TEXTS, **INVENTORY_TEXTS, **TICKETS_TEXTS}
CODES = sorted({name.partition(":")[0] for name in TEXTS})
NOT_PLANTED = ("inventory.ipi_", "tickets.sla_")
"""Amazon tells no index, and the clocks of cases run out by time; docs/findings.md says so."""

PLANTED = {code for is_pan_eu in (False, True) for code in codes.planted_codes(is_pan_eu=is_pan_eu)}
PLANTED |= set(troubles.CODES.values())

DOC = (ROOT / "docs" / "findings.md").read_text()
ROWS = dict(re.findall(r"^\| `([a-z_.]+)` \| (.*) \|$", DOC, re.M))


def places_of(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def test_each_code_has_one_judge_and_each_judge_only_codes_with_sentences():
    judged = codes_of(JUDGES)
    assert sorted(judged) == CODES
    assert {code for code in LISTED if not code.startswith("tickets.case_")} == set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_a_code_is_planted_or_its_reason_is_written(code):
    assert (code in PLANTED) is not code.startswith(NOT_PLANTED)
    reasons = DOC.partition("Every code is planted")[2]
    assert (f"`{code}`" in reasons) is code.startswith(NOT_PLANTED)


def test_nothing_is_planted_that_is_no_code():
    assert set(CODES) >= PLANTED


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_sentences_say_the_same_in_both_languages_and_what_they_ask_for(name):
    text = TEXTS[name]
    assert text.asks
    for sentence in filter(None, (text.title, text.reason, text.action, text.why)):
        assert sentence.en
        assert sentence.zh
        english, chinese = ({place.removesuffix(end) for place in places_of(said)} for said, end in pair(sentence))
        assert english == chinese, sentence


def pair(sentence):
    return (sentence.en, "_en"), (sentence.zh, "_zh")


def test_each_code_has_a_row_in_the_docs():
    assert sorted(ROWS) == CODES
    for code, row in ROWS.items():
        proposes = any(text.why for name, text in TEXTS.items() if name.partition(":")[0] == code)
        assert ("`" in row.rpartition("|")[2]) is proposes, code
