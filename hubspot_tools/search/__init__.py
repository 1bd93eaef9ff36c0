"""Who is meant: questions to HubSpot's index, and what of its answers fits."""
