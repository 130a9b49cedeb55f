"""The words of a title, and which may stand there more than twice: small words, and the units of numbers."""

import re
from collections import Counter
from collections.abc import Iterator

_TIMES = 2
_MARK = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u093a-\u094f\u0951-\u0957\u0962\u0963"
"""Marks that belong to the letter before them, in Latin, Arabic and Devanagari: no letters of their own to Python."""

_TOKEN = re.compile(rf"[^\W_](?:[\w{_MARK}'’‐‑-]*[\w{_MARK}])?")
_SMALL = {
    "English": (
        "a an the and or but nor for of in on at to by with from as per into onto over under up off via plus "
        "so yet about above after against along among around before behind below beneath beside between "
        "beyond down during inside near outside since than through throughout toward towards until upon "
        "within without"
    ),
    "German": (
        "der die das den dem des ein eine einer eines einem einen und oder aber sowie als auch wie für von "
        "vom zu zum zur mit ohne in im ins an am ans auf aufs aus bei beim bis durch gegen nach seit über um "
        "unter vor vorm hinter neben zwischen während wegen trotz innerhalb außerhalb denn sondern weder noch"
    ),
    "French": (
        "le la les l un une des du de d et ou mais ni car donc or à au aux en dans par pour sur avec sans "
        "sous entre chez vers contre depuis pendant avant après derrière devant selon jusque jusqu"
    ),
    "Italian": (
        "il lo la i gli le l uno un una di del dello della dei degli delle a al allo alla ai agli alle da dal "
        "dallo dalla dai dagli dalle in nel nello nella nei negli nelle con col su sul sullo sulla sui sugli "
        "sulle per tra fra e ed o od ma né senza sotto sopra dietro davanti dentro fuori verso oltre"
    ),
    "Spanish": (
        "el la los las lo un una unos unas y e o u ni pero sino a al ante bajo con contra de del desde "
        "durante en entre hacia hasta mediante para por según sin sobre tras"
    ),
    "Dutch": (
        "het een en of maar want noch dus van in op aan bij met zonder voor door uit naar tot over onder "
        "tussen tegen achter naast om te tijdens binnen buiten vanaf sinds"
    ),
    "Swedish": (
        "ett och eller men samt på av för till från med utan vid hos mellan under över mot efter före genom "
        "om inom utanför kring längs åt ur bakom framför"
    ),
    "Polish": (
        "i oraz lub albo ale ani lecz w we z ze na do dla od ode po pod nad przed przy za bez przez o u ku "
        "między wśród wokół podczas jak"
    ),
    "Turkish": ("ve veya ya ile için da de ki ama fakat ancak gibi kadar göre üzeri altı bir"),
    "Portuguese": (
        "os as um uma uns umas da do das dos na no nas nos ao aos à às em com sem sob até ou mas nem pelo "
        "pela pelos pelas num numa entre após"
    ),
    "Arabic": (
        "من في على إلى الى عن مع و أو او ثم لكن بل حتى منذ بين تحت فوق عند لدى خلال بدون دون ضد حول داخل خارج "
        "ل ب ك ال"
    ),
    "Hindi": ("और या एवं तथा व में से के का की को पर तक लिए के साथ बिना द्वारा लेकिन परंतु एक यह"),
    "Japanese": ("の と や に を は が で へ も か から まで より および または 用"),
}
SMALL_WORDS = frozenset(word for words in _SMALL.values() for word in words.split())
"""Prepositions, articles and conjunctions of the languages of all marketplaces."""

_UNIT_WORDS = (
    "mm cm dm m km µm μm um nm in inch inches zoll pouce pouces pulgada pulgadas pollice pollici tum cali "
    "ft feet foot fuß yd yard yards mi mil mils g kg mg µg μg mcg t lb lbs pound pounds oz ounce ounces "
    "gr grs gram grams gramm grammes ml cl dl l liter litre litres liters litro litros ltr gal gallon "
    "gallons qt pt floz cc qm sqm sqft m2 m3 v volt volts w watt watts kw mw kwh wh mwh a ma amp amps "
    "ampere ah mah hz khz mhz ghz k mp px dpi ppi fps bit kb mb gb tb pb kib mib gib mbit gbit mbps gbps "
    "rpm db lm lumen lumens lux cd nit nits c f n nm pa kpa mpa hpa bar psi s sec secs second seconds min "
    "mins minute minutes h hr hrs hour hours std stunden tage day days d j kj kcal btu hp ps kva va ohm ω "
    "kω x er tlg teilig stk stück pcs pc pce piece pieces pièces piezas pezzi stuks szt adet pack packs "
    "paar pair pairs count ct gsm den denier mesh awg ga year years jahre ans anni años month months "
    "monate uhr pin core cores port ports way blatt seiten pages sheets fach stufig mal times"
)
_UNITS = frozenset(_UNIT_WORDS.split())
"""What may follow numbers as often as there are numbers: units (SI brochure, 9th edition; IEC 80000-13; inch-pound),
and what is counted."""


def repeated_words(title: str) -> list[str]:
    """The words that stand in a title more than twice, in their order.

    No words are: numbers, with or without their unit (`6GB`, `128 GB`), single letters, and small words.
    """
    times = Counter(_words(title.casefold()))
    return [word for word, count in times.items() if count > _TIMES and word not in SMALL_WORDS]


def _words(title: str) -> Iterator[str]:
    after_number = -1
    for found in _TOKEN.finditer(title):
        token = found.group()
        if token[0].isnumeric():
            after_number = found.end() if token.isnumeric() else -1
            continue
        follows = after_number >= 0 and not title[after_number : found.start()].strip(" \u00a0\u202f-‑.")
        if not (follows and token.strip(".") in _UNITS) and len(token) > 1:
            yield token
        after_number = -1
