"""What one message asks for, by itself."""
