"""What a message tells about a contact, one fact after the other."""
