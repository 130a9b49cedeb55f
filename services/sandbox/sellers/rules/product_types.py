"""What Amazon asks of a listing of each product type: attributes, which are required, how long they may be."""

from dataclasses import dataclass

from services.sandbox.sellers.rules import texts

PRODUCT_TYPES = {noun.product_type: noun for noun in texts.NOUNS}


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute: the member that holds its value, what group it belongs to, and its limits.

    `group` is one of Amazon's property groups; `values` are all that may stand there, where that is limited.
    """

    title: str
    group: str
    member: str = "value"
    most: int = 1
    longest: int | None = None
    values: tuple[str, ...] = ()


CONDITIONS = (
    *("new_new", "new_open_box", "new_oem", "refurbished_refurbished", "used_like_new", "used_very_good"),
    *("used_good", "used_acceptable", "collectible_like_new", "collectible_very_good", "collectible_good"),
    *("collectible_acceptable", "club_club"),
)
ATTRIBUTES = {
    "item_name": Attribute("Item Name", "product_identity", longest=200),
    "title_differentiation": Attribute("Item Highlight", "product_identity", longest=125),
    "brand": Attribute("Brand Name", "product_identity", longest=100),
    "manufacturer": Attribute("Manufacturer", "product_identity", longest=100),
    "externally_assigned_product_identifier": Attribute("External Product ID", "product_identity"),
    "merchant_suggested_asin": Attribute("Merchant Suggested ASIN", "product_identity"),
    "product_description": Attribute("Product Description", "product_details", longest=2000),
    "bullet_point": Attribute("Bullet Point", "product_details", most=10, longest=500),
    "generic_keyword": Attribute("Generic Keyword", "product_details", longest=500),
    "color": Attribute("Colour", "product_details", longest=50),
    "model_number": Attribute("Model Number", "product_details", longest=40),
    "item_weight": Attribute("Item Weight", "product_details"),
    "warranty_description": Attribute("Warranty Description", "product_details", longest=500),
    "country_of_origin": Attribute("Country of Origin", "safety_and_compliance"),
    "condition_type": Attribute("Condition", "offer", values=CONDITIONS),
    "purchasable_offer": Attribute("Purchasable Offer", "offer", member="our_price", most=3),
    "fulfillment_availability": Attribute(
        "Fulfilment Availability", "offer", member="fulfillment_channel_code", most=2
    ),
    "merchant_shipping_group": Attribute("Merchant Shipping Group", "offer"),
    "main_product_image_locator": Attribute("Main Image", "images", member="media_location"),
    "other_product_image_locator_1": Attribute("Other Image", "images", member="media_location"),
}
GROUPS = {
    "product_identity": "Product Identity",
    "product_details": "Product Details",
    "offer": "Offer",
    "images": "Images",
    "safety_and_compliance": "Safety & Compliance",
}
_PRODUCT = (
    *("item_name", "brand", "manufacturer", "externally_assigned_product_identifier", "product_description"),
    *("bullet_point", "color", "item_weight", "country_of_origin"),
)
REQUIRED = {
    "LISTING": (*_PRODUCT, "condition_type"),
    "LISTING_PRODUCT_ONLY": _PRODUCT,
    "LISTING_OFFER_ONLY": ("condition_type", "purchasable_offer", "merchant_suggested_asin"),
}
