"""Persons in text: names, addresses, numbers, signatures."""
