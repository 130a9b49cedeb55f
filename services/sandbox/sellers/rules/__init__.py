"""The simulation of a seller account: what it offers, sells and stores at any moment. Pure and deterministic.

`causes` says what can be planted in a listing, `texts` makes what is offered out of `words`, `gtins` its codes,
`plan` puts a seller together, `days` knows the calendar, `flows` sales and stock, `pools` the one stock of
several shops, `orders` single orders, `buyers` whom they go to, `issues` what Amazon objects to, `standing` the
account's health, `mail` what buyers write.
"""
