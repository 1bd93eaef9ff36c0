"""A small intranet whose people find the assistant on every page; start it with `make widget`."""
