"""HubSpot's search, and the index it looks in."""
