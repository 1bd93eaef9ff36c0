"""Who comes to the door in these tests."""

from datetime import timedelta

from assistant.access.member import Identity

LASTS = timedelta(hours=8)
ANNA = Identity(method="password", id="anna@example.com", name="Anna Berg", email="anna@example.com")
