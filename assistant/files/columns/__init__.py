"""Which property of a contact each column of a file is."""
