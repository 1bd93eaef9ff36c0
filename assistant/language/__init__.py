"""French and English: telling them apart, reading persons in text, and every sentence people read."""
