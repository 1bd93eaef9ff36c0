"""Who comes, and in which language they read."""
