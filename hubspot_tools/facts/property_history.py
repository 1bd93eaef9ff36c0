"""What a property of a contact has been, and by whose hand it came to be so."""

from datetime import datetime

from pydantic import BaseModel


class PropertyChange(BaseModel, frozen=True):
    """A value that a property was given; ``""`` where it was emptied. ``at`` is UTC.

    ``source`` is HubSpot's word for where it came from, such as ``CRM_UI`` or ``IMPORT``, ``label`` its name for the
    very one, such as a file's, and ``person`` whoever did it, by name or address; ``""`` where that is not told.
    """

    property: str
    value: str
    at: datetime
    source: str = ""
    label: str = ""
    person: str = ""
