"""What is known of the shop that a file is imported for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from services.ads.campaigns.operations import CampaignNames
from services.ads.reports.sheets import unified


@dataclass(frozen=True, slots=True)
class ImportContext:
    """What a file is imported for: the profile's shop, and what is known of its campaigns.

    `products` tell the ad products of known campaigns by their keys; `names_of` gives the names of those of a
    product, for files without ids.
    """

    profile_key: int
    import_id: str
    shop: unified.Shop
    products: Mapping[int, str]
    names_of: Callable[[str], CampaignNames]
    known_names: dict[str, CampaignNames] = field(default_factory=dict)

    def names(self, ad_product: str) -> CampaignNames:
        """The names of a product, asked for once."""
        if ad_product not in self.known_names:
            self.known_names[ad_product] = self.names_of(ad_product)
        return self.known_names[ad_product]
