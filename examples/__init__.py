"""Shows how others build on the assistant."""
