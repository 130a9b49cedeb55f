"""Documents: the file store beside the APIs, whose links end by themselves."""
