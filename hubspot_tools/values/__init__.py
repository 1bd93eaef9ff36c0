"""One value of one property: read, normalised, checked, worded."""
