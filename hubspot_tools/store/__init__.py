"""Contacts in HubSpot: read and written, one or many."""
