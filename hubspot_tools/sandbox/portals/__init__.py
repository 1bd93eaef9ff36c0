"""The accounts that a local CRM can be filled with: their properties, owners, companies and people."""
