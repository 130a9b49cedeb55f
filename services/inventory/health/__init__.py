"""How stock is doing: cover, age, the findings about it, and Amazon's own index."""
