"""The sample accounts by the names that the command line takes."""

from collections.abc import Callable, Mapping

from hubspot_tools.sandbox.portals import everyday, hostile
from hubspot_tools.sandbox.portals.sample_portal import SamplePortal

PORTALS: Mapping[str, Callable[[], SamplePortal]] = {
    everyday.NAME: everyday.everyday_portal,
    hostile.NAME: hostile.hostile_portal,
}
