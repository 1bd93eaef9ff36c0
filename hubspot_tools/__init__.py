"""Contacts in HubSpot: what they are, how to find them, how to write them."""
