"""How the server starts, listens and keeps its files."""
