"""What a seller account judges its stock by."""
