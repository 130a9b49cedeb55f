"""Order lines as Amazon reports them."""
