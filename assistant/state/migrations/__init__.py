"""The state store's steps from one version to the next, forwards only; a released step never changes."""
