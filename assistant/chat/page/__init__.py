"""The page around a chat: whom it says it is about, which is a hint and never an authority."""
