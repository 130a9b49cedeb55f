"""What people say of an account's pools, in place of what is detected."""
