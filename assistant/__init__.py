"""The agent: understands a request about contacts, proposes, and leaves the deciding to the person."""
