"""Which reports there are and what stands in them. Pure.

`types` lists the reports with their columns and makers, `asked` is what one is asked for, `listings`,
`stock`, `ledger`, `orders`, `returns`, `feedback` and `performance` make rows, `documents` the file.
"""
