"""Our few lines on the beta distribution, held against scipy's."""

import pytest
from scipy import special

from services.ads.performance.rules import beta

SHAPES = [
    (a, b) for a in (1e-3, 0.02, 0.5, 1.0, 3.7, 40.0, 160.0) for b in (0.01, 1.0, 36.0, 140.0, 12_345.0, 2_000_000.0)
]
PLACES = (0.0, 1e-7, 1e-4, 0.003, 0.03, 0.2, 0.5, 0.9, 0.9999, 1.0)


@pytest.mark.parametrize(("a", "b"), SHAPES)
def test_the_distribution_is_that_of_scipy(a, b):
    found = [beta.cdf(a, b, x) for x in PLACES]
    assert found == pytest.approx([float(special.betainc(a, b, x)) for x in PLACES], rel=1e-8, abs=1e-12)
    assert found == sorted(found)
    assert (found[0], found[-1]) == (0.0, 1.0)


@pytest.mark.parametrize(("a", "b"), SHAPES)
def test_its_constant_is_that_of_scipy(a, b):
    assert beta.betaln(a, b) == pytest.approx(float(special.betaln(a, b)), rel=1e-9, abs=1e-8)
