"""How endpoints speak HTTP: bodies in, answers out, entity tags, moments.

An endpoint answers in one of four ways:

1. It returns its schema: 200 for what is read, and for lists. FastAPI checks it against the declared type.
2. `answers.created | accepted | shown`: another status, `Location` or `ETag` beside the schema. Bytes are made
   once, so that the idempotency store keeps what was sent; the route declares `response_model`.
3. `shared.db.hot`: bytes straight from the driver, for the reads that an ERP makes by the thousand; a test holds
   the bytes against the declared schema, which nothing else does.
4. 207 with `{results}`: a batch, each item with a status and errors of its own (`shared.bulk`); the
   answer is 207 even where all items failed, and 422 only where there is no list of items at all.

What fails in an expected way raises a `Problem` and is never returned.
"""
