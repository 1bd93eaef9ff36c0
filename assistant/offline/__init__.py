"""The model that needs no network: a grammar behind OpenAI's wires."""
