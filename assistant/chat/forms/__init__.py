"""Forms to fill in: what they ask for, and which of them are open."""
