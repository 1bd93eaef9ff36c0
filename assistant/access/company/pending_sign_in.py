"""What is kept of somebody who has been sent to the company's page and is not back yet."""

from typing import Final

from pydantic import BaseModel, Field

PENDING_SECONDS: Final = 600.0
"""So long somebody may be at the company's page before they have to begin anew."""


class PendingSignIn(BaseModel, frozen=True):
    """What the browser keeps while somebody is at the company's page, signed by us and used once."""

    state: str
    nonce: str = Field(repr=False)
    verifier: str = Field(repr=False)
    begun: float
