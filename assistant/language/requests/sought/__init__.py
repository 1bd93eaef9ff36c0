"""What a search asks for: who, where, and which of their properties."""
