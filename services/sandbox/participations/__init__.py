"""Participations: the Sellers API, which says where a seller account sells and who it is."""
