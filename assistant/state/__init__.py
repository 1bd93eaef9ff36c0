"""Where what must outlive a process is kept."""
