"""The local CRM: HubSpot's HTTP contract for contacts on a SQLite file, with sample people.

Any HubSpot client can be pointed at it. It is for trying things out and for tests: it checks that there is a
token, not which.
"""

from hubspot_tools.sandbox.app import build_app
from hubspot_tools.sandbox.faults import Faults
from hubspot_tools.sandbox.resetting import reset

__all__ = ["Faults", "build_app", "reset"]
