"""A model of many people on many servers who share one account's budget."""
