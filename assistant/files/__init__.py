"""Reads files of contacts, judges their rows, imports them and takes them back.

Rows go in batches, and an import that was interrupted is resumed. Knows no Chainlit.
"""
