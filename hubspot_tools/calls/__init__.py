"""One request to HubSpot: sent, paced, made again, refused."""
