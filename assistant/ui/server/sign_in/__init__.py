"""The door: who is at the other end of a connection, and the page at which they say so."""
