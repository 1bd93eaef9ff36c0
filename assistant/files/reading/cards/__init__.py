"""vCards: their lines, whom they are of, and a row for each."""
