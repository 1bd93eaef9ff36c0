"""What answers, corrections and talk beside a request say, and what of it says nothing."""
