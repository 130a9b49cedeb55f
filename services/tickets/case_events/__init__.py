"""Cases that events open: a listing that Amazon took away wants an answer in time."""
