"""What is sold: listings as Amazon reports them and as the ERP wants them."""
