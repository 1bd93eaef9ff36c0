"""One person's talk: what they say and click, and what comes of it."""
