"""Money by target, product, placement or term: whole files that cut it finer than campaigns do, or over a period."""
