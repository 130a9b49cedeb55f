"""SKUs as they are told: trimmed at the ends, kept in between, and the same everywhere."""

import pytest
from pydantic import TypeAdapter, ValidationError

from services.catalog.listings.schemas import CatalogListingCreate, CatalogListingUpsert
from services.inventory.stock.schemas import InventoryStockItem, InventoryStockKey
from services.tickets.cases.schemas import TicketsCaseCreate
from shared.amazon.skus import Sku, is_sku, without_ends

SKUS = TypeAdapter(Sku)


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("ZL-1", "ZL-1"),
        ("zl-1", "zl-1"),
        (" ZL-1", "ZL-1"),
        ("ZL-1 ", "ZL-1"),
        ("\tZL-1\r\n", "ZL-1"),
        ("\u00a0ZL-1\u3000", "ZL-1"),
        ("\ufeffZL-1\u200b", "ZL-1"),
        ("ZL-1\u200e", "ZL-1"),
        ("\u202aZL-1\u202c", "ZL-1"),
        ("ZL  1", "ZL  1"),
        ("x" * 40, "x" * 40),
        (f"  {'x' * 40}  ", "x" * 40),
        ("ä水.1/2,#", "ä水.1/2,#"),
    ],
)
def test_what_is_kept_of_a_sku(told, kept):
    assert SKUS.validate_python(told) == kept
    assert is_sku(kept)
    assert is_sku(told) == (told == kept)


@pytest.mark.parametrize("told", ["", " ", "\u200b", "x" * 41, "..", "a/../b", "a\nb", "a\x00b", "a\x7fb", 1, None])
def test_what_is_no_sku(told):
    with pytest.raises(ValidationError):
        SKUS.validate_python(told)


@pytest.mark.parametrize(
    "model",
    [CatalogListingCreate, CatalogListingUpsert, InventoryStockItem, InventoryStockKey, TicketsCaseCreate],
)
def test_every_service_takes_the_same(model):
    field = model.model_fields["sku"]
    adapter = TypeAdapter(field.rebuild_annotation())
    assert adapter.validate_python(" Zl-1 ") == "Zl-1"
    with pytest.raises(ValidationError):
        adapter.validate_python("x" * 41)


def test_blanks_in_between_are_not_counted_again_and_again():
    """One look at each: what is told may be long before anybody asks how long."""
    told = "a" + " " * 1_000_000 + "b"
    assert without_ends(f" {told} ") == told
