"""Messages: the Messaging API v1, with which a seller writes to a buyer."""
