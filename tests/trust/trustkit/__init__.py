"""Real parts for proving that writes can be trusted, and witnesses that belong to none of them."""
