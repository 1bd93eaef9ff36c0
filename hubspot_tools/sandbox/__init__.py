"""The local CRM: HubSpot's HTTP contract for contacts on a SQLite file, with sample people.

Any HubSpot client can be pointed at it. It is for trying things out and for tests: it checks that there is a
token, not which.
"""

from hubspot_tools.sandbox.fresh_start import reset
from hubspot_tools.sandbox.wire.faults import Faults
from hubspot_tools.sandbox.wire.routes import build_app

__all__ = ["Faults", "build_app", "reset"]
