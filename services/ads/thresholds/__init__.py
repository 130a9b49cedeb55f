"""What a seller account judges its campaigns by."""
