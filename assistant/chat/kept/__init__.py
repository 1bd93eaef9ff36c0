"""What is kept of a talk, so that it goes on after a reload, on the next page and after a restart."""
