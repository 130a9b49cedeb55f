"""How endpoints speak HTTP: bodies in, answers out, entity tags, moments."""
