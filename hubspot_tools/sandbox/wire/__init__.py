"""HubSpot's HTTP contract: calls, bodies, limits, faults."""
