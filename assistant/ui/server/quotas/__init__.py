"""How much one browser, one address and all of them may ask of the server."""
