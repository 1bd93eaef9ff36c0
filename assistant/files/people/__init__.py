"""Whom the rows of a file are about."""
