"""The loop that asks a model and runs its tools, and what it may do and see."""
