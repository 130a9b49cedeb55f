import ast
import shutil
import tomllib
from pathlib import Path

import pytest

from services.cli.scaffold import FeatureError, add_feature

ROOT = Path(__file__).parents[2]


@pytest.fixture
def tree(tmp_path):
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "services" / "catalog").mkdir(parents=True)
    return tmp_path


def _first_row(tree):
    contracts = tomllib.loads((tree / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(one for one in contracts if one["id"] == "inside-catalog")["layers"]
    return layers[layers.index("api") + 1].split(" | ")


def test_a_feature_has_its_rooms_and_stands_in_the_highest_row(tree):
    before = _first_row(tree)

    written = add_feature(tree, "catalog", "shipping_templates")

    folder = tree / "services" / "catalog" / "shipping_templates"
    assert sorted(path.name for path in folder.iterdir()) == [
        "__init__.py",
        "endpoints.py",
        "operations.py",
        "repository.py",
        "schemas.py",
    ]
    assert all(ast.get_docstring(ast.parse(path.read_text())) for path in written if path.suffix == ".py")
    assert 'prefix="/v1/catalog/shipping-templates"' in (folder / "endpoints.py").read_text()
    assert _first_row(tree) == [*before, "shipping_templates"]


@pytest.mark.parametrize("noun", ["Deals", "shipping-templates", "", "../deals", "deals/x", "1deals"])
def test_a_name_that_is_no_noun_writes_nothing(tree, noun):
    before = (tree / "pyproject.toml").read_text()

    with pytest.raises(FeatureError, match="snake_case"):
        add_feature(tree, "catalog", noun)

    assert list((tree / "services" / "catalog").iterdir()) == []
    assert (tree / "pyproject.toml").read_text() == before


def test_a_feature_is_made_once(tree):
    add_feature(tree, "catalog", "deals")
    before = (tree / "pyproject.toml").read_text()

    with pytest.raises(FeatureError, match="is there already"):
        add_feature(tree, "catalog", "deals")

    assert (tree / "pyproject.toml").read_text() == before
