"""A made-up seller's goods in an ERP and SKUs at Amazon, with what each SKU really sells: to measure suggestions by.

Fixed before any rule was written, and not changed to suit one. `python -m tests.inventory.sku_mappings.generated`
writes `generated.json` anew; a test holds the two equal. Kinds of SKUs, by what their seller did:

    same        the good's own name                     case        its letters in another case
    suffix      -FBA, -UK, _US, -A and such behind it   prefix      FBA-, MB-, CN_ before it
    bare        without its dashes                      dashes      other marks between its parts
    both        a prefix and a suffix                   order       colour and size the other way round
    pack        A*2, A-3PCS, 2*A, A x4, A-2PK           set         A+B, A*2+B, A&B
    combo       a bundle that the ERP has by its name   renamed     nothing in common: no rule can know

and, which sell no good of the ERP (or nobody could say which), so that any suggestion is wrong:

    size        the same in a size that is not there    neighbour   the next number, or another number of noughts
    version     -2, -V2, PRO behind it: another good    measure     -2M, -500ML: a length or volume, no pack
    torn        A+B of which B is no good               twins       two goods that differ in their dashes only
    letter      -B where the ERP has -A, -C as well     random      what Amazon makes up
"""

import json
import random
from pathlib import Path
from typing import Any

SEED = 20261201
FILE = Path(__file__).with_name("generated.json")
_WORDS = ("KT", "GW", "LAMP", "HOSE", "BAG", "MUG", "TRAY", "CLIP", "FAN", "DESK")
_COLOURS, _SIZES = ("RED", "BLACK", "BLUE", "WHITE"), ("S", "M", "L", "XL")
_SUFFIXES = ("-FBA", "-UK", "_US", "-A", "-FBM", "-DE", ".FBA", "_JP", "-NEW", "-CA", "-CN", " UK")
_PREFIXES = ("FBA-", "MB-", "CN_", "UK-", "AMZ-", "US_")
_PACKS = ("{}*2", "{}-3PCS", "2*{}", "{} x4", "{}-2PK", "{}*10", "{}-5PACK", "{}X2")

Parts = list[tuple[str, int]]


class _Shop:
    """Goods, bundles and SKUs as they are made up; no name comes twice."""

    def __init__(self) -> None:
        self.dice = random.Random(SEED)  # noqa: S311 - a list, no secret
        self.goods: list[str] = []
        self.combos: dict[str, Parts] = {}
        self.skus: list[dict[str, Any]] = []

    def good(self, form: str = "{word}-{number:04}") -> str:
        """A new good."""
        while True:
            name = form.format(
                word=self.dice.choice(_WORDS),
                number=self.dice.randrange(100, 9900, 7),
                colour=self.dice.choice(_COLOURS),
                size=self.dice.choice(_SIZES),
            )
            if name not in self.goods:
                self.goods.append(name)
                return name

    def sku(self, kind: str, sku: str, *parts: tuple[str, int]) -> None:
        """A SKU and what it sells; nothing where it sells no good of the ERP's."""
        if sku not in {each["sku"] for each in self.skus}:
            self.skus.append({"kind": kind, "sku": sku, "parts": [list(part) for part in sorted(parts)]})


def _plain(shop: _Shop) -> None:
    dice = shop.dice
    for _ in range(60):
        good = shop.good(dice.choice(("{word}-{number:04}", "{word}-{number:04}-{colour}", "{word}{number:04}")))
        shop.sku("same", good, (good, 1))
    for _ in range(20):
        good = shop.good("{word}-{number:04}-{colour}")
        shop.sku("case", dice.choice((good.lower(), good.title())), (good, 1))
    for _ in range(60):
        good = shop.good(dice.choice(("{word}-{number:04}", "{word}-{number:04}-{colour}")))
        shop.sku("suffix", good + dice.choice(_SUFFIXES), (good, 1))
    for _ in range(25):
        good = shop.good()
        shop.sku("prefix", dice.choice(_PREFIXES) + good, (good, 1))
    for _ in range(15):
        good = shop.good("{word}-{number:04}-{colour}")
        shop.sku("bare", good.replace("-", ""), (good, 1))
    for _ in range(15):
        good = shop.good("{word}-{number:04}-{colour}")
        shop.sku("dashes", good.replace("-", dice.choice(("_", ".", " ", "/"))), (good, 1))
    for _ in range(15):
        good = shop.good()
        shop.sku("both", dice.choice(_PREFIXES) + good + dice.choice(_SUFFIXES), (good, 1))
    for _ in range(20):
        good = shop.good("{word}-{number:04}-{colour}-{size}")
        word, number, colour, size = good.split("-")
        shop.sku("order", f"{word}-{number}-{size}-{colour}", (good, 1))
    for _ in range(25):
        good = shop.good()
        shop.sku("renamed", f"{dice.choice(_WORDS)}-OLD-{dice.randrange(10**5)}", (good, 1))


def _bundles(shop: _Shop) -> None:
    dice = shop.dice
    for _ in range(40):
        good, form = shop.good(), dice.choice(_PACKS)
        count = int("".join(each for each in form if each.isdigit()))
        shop.sku("pack", form.format(good) + dice.choice(("", "", "-FBA")), (good, count))
    for _ in range(30):
        first, second = shop.good(), shop.good()
        form, count = dice.choice((("{}+{}", 1), ("{}*2+{}", 2), ("{}&{}", 1), ("{} + {}", 1)))
        shop.sku("set", form.format(first, second) + dice.choice(("", "-UK")), (first, count), (second, 1))
    for number in range(20):
        first, second = shop.good(), shop.good()
        name = f"SET-{number:03}-{dice.choice(_COLOURS)}"
        shop.combos[name] = [(first, 1), (second, dice.choice((1, 2)))]
        shop.sku("combo", name + dice.choice(("", "-FBA", "-UK")), *shop.combos[name])


def _misleading(shop: _Shop) -> None:
    dice = shop.dice
    for _ in range(20):
        good = shop.good("{word}-{number:04}-{colour}-M")
        shop.sku("size", good[:-1] + dice.choice(("XL", "S", "XXL")))
    for _ in range(20):
        word, number = shop.good().split("-")
        shop.sku("neighbour", dice.choice((f"{word}-{int(number) + 1:04}", f"{word}-0{number}", f"{word}-{number}1")))
    for _ in range(20):
        shop.sku("version", shop.good() + dice.choice(("-2", "-V2", "-PRO", "-MINI", "-3")))
    for _ in range(15):
        shop.sku("measure", shop.good() + dice.choice(("-2M", "-500ML", "-3FT", "-10CM")))
    for _ in range(10):
        shop.sku("torn", f"{shop.good()}+GIFT-{dice.randrange(1000)}")
    for _ in range(10):
        word, number = shop.good().split("-")
        shop.goods.append(f"{word}{number[:2]}-{number[2:]}")
        shop.sku("twins", f"{word}{number}")
    for _ in range(10):
        base = shop.good()
        shop.goods += [f"{base}-A", f"{base}-C"]
        shop.sku("letter", f"{base}-B")
    for _ in range(25):
        code = "".join(dice.choice("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789") for _ in range(8))
        shop.sku("random", f"{code[:2]}-{code[2:6]}-{code[6:]}")


def make() -> dict[str, Any]:
    """The whole list: `goods`, `combos` with their parts, and `skus` with their kind and what they sell."""
    shop = _Shop()
    _plain(shop)
    _bundles(shop)
    _misleading(shop)
    for _ in range(150):
        shop.good(shop.dice.choice(("{word}-{number:04}", "{word}-{number:04}-{colour}-{size}")))
    combos = {name: [list(part) for part in parts] for name, parts in shop.combos.items()}
    taken = {*shop.goods, *combos}
    # What by chance is another's name is no longer what it was made to be.
    skus = [each for each in shop.skus if each["kind"] in ("same", "combo") or each["sku"] not in taken]
    return {"goods": shop.goods, "combos": combos, "skus": skus}


if __name__ == "__main__":
    FILE.write_text(json.dumps(make(), ensure_ascii=False, indent=0) + "\n")
