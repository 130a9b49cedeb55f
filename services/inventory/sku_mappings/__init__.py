"""Which goods of the ERP a seller's SKU at Amazon consists of, with suggestions for those that nobody has told."""
