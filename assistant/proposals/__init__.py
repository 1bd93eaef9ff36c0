"""From a wish to a write and back: prepared, decided, sent, settled, journalled."""
