"""Which days of which report have arrived: what judges and syncs may ask before they believe in absence."""
