"""Sales by SKU and day of the marketplace, as they are kept with the order lines."""
