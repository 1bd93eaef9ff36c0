"""What the server and the page around a widget tell each other."""
