"""How long a seller account may take to answer."""
