"""What buyers say: messages, which Amazon passes on by e-mail, and feedback on the seller."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.sandbox.advertisers.rules import chance
from services.sandbox.sellers.rules import days, orders, standing
from services.sandbox.sellers.rules.account import LANGUAGES, Seller, Shelf
from services.sandbox.sellers.rules.orders import Order, Status

_WRITTEN, _WRITTEN_AFTER_DAYS = (40, 9), 2
_RATED, _RATED_AFTER_DAYS = (60, 17), 12
"""Which orders are written about and rated (every, at), and how many days after they were placed."""

_MESSAGES = {
    "UK": (
        ("Where is my order?", "Hello, the tracking has not moved for two days. When will it arrive?"),
        ("Part missing", "The box came without the manual. Could you send one?"),
        ("Invoice please", "Please send me an invoice with VAT for this order."),
    ),
    "DE": (
        (
            "Wo bleibt meine Bestellung?",
            "Guten Tag, die Sendung bewegt sich seit zwei Tagen nicht. Wann kommt sie an?",
        ),
        ("Teil fehlt", "Im Karton lag keine Anleitung. Könnten Sie mir eine schicken?"),
        ("Rechnung", "Bitte schicken Sie mir eine Rechnung mit ausgewiesener Mehrwertsteuer."),
    ),
    "FR": (("Où est ma commande ?", "Bonjour, le suivi ne bouge plus depuis deux jours. Quand arrive-t-elle ?"),),
    "IT": (("Dov'è il mio ordine?", "Buongiorno, la spedizione è ferma da due giorni. Quando arriva?"),),
    "ES": (("¿Dónde está mi pedido?", "Hola, el envío no se mueve desde hace dos días. ¿Cuándo llega?"),),
}
_RATINGS = (5, 5, 4, 5, 3, 5, 4, 1, 5, 2)
_COMMENTS = {
    "UK": {5: "Fast and well packed.", 4: "Good.", 3: "Took a while.", 2: "Box was damaged.", 1: "Never answered."},
    "DE": {
        5: "Schnell und gut verpackt.",
        4: "Gut.",
        3: "Hat gedauert.",
        2: "Karton war beschädigt.",
        1: "Keine Antwort erhalten.",
    },
    "FR": {5: "Rapide.", 4: "Bien.", 3: "Un peu long.", 2: "Carton abîmé.", 1: "Aucune réponse."},
    "IT": {5: "Veloce.", 4: "Bene.", 3: "Un po' lento.", 2: "Scatola rovinata.", 1: "Nessuna risposta."},
    "ES": {5: "Rápido.", 4: "Bien.", 3: "Ha tardado.", 2: "Caja dañada.", 1: "Sin respuesta."},
}


@dataclass(frozen=True, slots=True)
class Message:
    """A buyer's message about an order."""

    message_id: str
    order: Order
    received_at: datetime
    language: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A performance notice from Amazon to the seller."""

    notice_id: str
    received_at: datetime
    metric: str
    text: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """A buyer's rating of the seller, from 1 to 5."""

    order: Order
    on: datetime
    rating: int
    comment: str


def messages_between(seller: Seller, shelf: Shelf, since: datetime, until: datetime) -> Iterator[Message]:
    """What buyers wrote from `since` up to, not including, `until`: two days after they ordered."""
    later = timedelta(days=_WRITTEN_AFTER_DAYS)
    language = LANGUAGES[shelf.market.country]
    for order in _orders_between(seller, shelf, since - later, until - later, until, _WRITTEN):
        subject, text = chance.pick(_MESSAGES[shelf.market.country], "message", order.order_id)
        yield Message(f"msg-{order.order_id}", order, order.placed_at + later, language, subject, text)


def notices_between(shelf: Shelf, since: datetime, until: datetime) -> Iterator[Notice]:
    """Notices of policy violations: one at 08:00 on the Monday that a violation begins."""
    zone = shelf.market.zone
    for week in range(days.number_of(since, zone) // 7, days.number_of(until, zone) // 7 + 1):
        received_at = days.day_of(7 * week, zone).begin + timedelta(hours=8)
        if since <= received_at < until and standing.violations_of(shelf, received_at)[standing.LISTING_POLICY]:
            yield Notice(
                f"notice-{shelf.market.country}-{received_at:%Y%m%d}",
                received_at,
                standing.LISTING_POLICY,
                "One of your listings violates our listing policies. Please correct it or appeal within 72 hours.",
            )


def feedback_between(seller: Seller, shelf: Shelf, since: datetime, until: datetime) -> Iterator[Feedback]:
    """Ratings given from `since` up to, not including, `until`."""
    later = timedelta(days=_RATED_AFTER_DAYS)
    for order in _orders_between(seller, shelf, since - later, until - later, until, _RATED):
        if order.status is Status.SHIPPED:
            rating = chance.pick(_RATINGS, "rating", order.order_id)
            yield Feedback(order, order.placed_at + later, rating, _COMMENTS[shelf.market.country][rating])


def _orders_between(
    seller: Seller, shelf: Shelf, since: datetime, until: datetime, moment: datetime, only: tuple[int, int]
) -> Iterator[Order]:
    zone = shelf.market.zone
    for number in range(days.number_of(since, zone), days.number_of(until, zone) + 1):
        for order in orders.orders_on(seller, shelf, number, moment, only):
            if since <= order.placed_at < until and not order.is_multi_channel:
                yield order
