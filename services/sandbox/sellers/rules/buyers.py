"""Whom orders go to: a function of the order's id."""

from typing import NamedTuple

from services.sandbox.advertisers.rules import chance
from services.sandbox.sellers.rules.orders import Order

_CITIES = {
    "UK": (("Leeds", "LS1 4AP"), ("Bristol", "BS1 5TY"), ("Glasgow", "G2 1AL"), ("Swansea", "SA1 3SN")),
    "DE": (("Köln", "50667"), ("Leipzig", "04109"), ("Nürnberg", "90402"), ("Mülheim an der Ruhr", "45468")),
    "FR": (("Besançon", "25000"), ("Nîmes", "30000"), ("Lille", "59000"), ("Orléans", "45000")),
    "IT": (("Forlì", "47121"), ("Bologna", "40121"), ("Bari", "70121"), ("Torino", "10121")),
    "ES": (("Málaga", "29001"), ("León", "24001"), ("Cádiz", "11001"), ("Bilbao", "48001")),
}
_BUYERS = {
    "UK": ("Amelia Clarke", "Oliver Hughes", "Priya Shah", "Jack O'Neill"),
    "DE": ("Jürgen Weiß", "Anna Müller", "Sören Kraus", "Lena Vogt"),
    "FR": ("Zoé Lefèvre", "Loïc Garnier", "Anaïs Petit", "Hugo Noël"),
    "IT": ("Niccolò Ferri", "Giulia Conti", "Sofia D'Angelo", "Luca Greco"),
    "ES": ("Lucía Peña", "Álvaro Núñez", "Inés Ortega", "Iker Muñoz"),
}
_STREETS = {
    "UK": "Mill Lane",
    "DE": "Mühlenstraße",
    "FR": "rue de l'Église",
    "IT": "via Libertà",
    "ES": "calle Peñón",
}


class Buyer(NamedTuple):
    """Whom an order goes to; all invented."""

    name: str
    email: str
    street: str
    city: str
    postal_code: str


def buyer_of(order: Order) -> Buyer:
    """The invented buyer of an order."""
    country = order.shelf.market.country
    drawn = chance.key_of("buyer", order.order_id)
    drawn, city = divmod(drawn, len(_CITIES[country]))
    drawn, name = divmod(drawn, len(_BUYERS[country]))
    address, house = divmod(drawn, 99)
    return Buyer(
        name=_BUYERS[country][name],
        email=f"{address % 10**12:012d}@marketplace.{country.lower()}.invalid",
        street=f"{house + 1} {_STREETS[country]}",
        city=_CITIES[country][city][0],
        postal_code=_CITIES[country][city][1],
    )
