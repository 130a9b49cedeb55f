"""Amazon's account health: each metric of a marketplace against Amazon's own target."""
