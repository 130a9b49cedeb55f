"""What a unit of a SKU costs its seller, by kind and the day from which it counts."""
