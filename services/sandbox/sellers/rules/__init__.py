"""The simulation of a seller account: what it offers, sells and stores at any moment. Pure and deterministic.

`causes` says what can be planted in a listing, `products` and `texts` make what is offered, `gtins` its
codes, `plan` puts a seller together, `days` knows the calendar, `flows` sales and stock, `orders` single
orders, `issues` what Amazon objects to, `standing` the account's health, `mail` what buyers write.
"""
