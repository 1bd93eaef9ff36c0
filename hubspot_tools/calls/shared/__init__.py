"""One account's budget for several servers: each asks a ledger that all of them see."""
