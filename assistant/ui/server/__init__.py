"""What the server lets in and gives out, whatever the chat."""
