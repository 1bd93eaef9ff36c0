"""What one cell of a file says: a value of its property, nothing, or why it cannot be taken."""
