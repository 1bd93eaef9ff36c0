"""What the contract of the two model adapters stands on: a script, two dialects, two ways of serving it."""
