"""What is judged of a listing, and by which rules. Pure.

`codes` reads barcodes as they arrive, `gtins` judges them, `duplicates` compares those of an account. `wording`
judges texts, with `limits` (how long, since when, where), `words`, `signs`, `phrases` and `contacts`. `offers` judges
prices and pictures, `issues` what Amazon objects to. `judging` puts all together for a seller account's listings.
"""
