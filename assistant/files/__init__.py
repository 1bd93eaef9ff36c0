"""Files of contacts: read, judged row by row, imported in batches, resumed and taken back. Knows no Chainlit."""
