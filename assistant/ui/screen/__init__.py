"""One chat on one screen."""
