"""What a talk begins with."""
