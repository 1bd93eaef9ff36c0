"""What the local CRM keeps, and HubSpot's rules of keeping it."""
