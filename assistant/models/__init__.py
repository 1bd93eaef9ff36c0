"""Language models: one protocol, and the adapters that speak a server's wire."""
