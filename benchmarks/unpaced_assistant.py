"""The assistant as `python -m assistant serve` starts it, with a HubSpot account that has no limits.

Where searches are held back to the account's five a second, a hundred people would measure nothing else.
"""

import sys

from hubspot_tools.calls import request_budget

if __name__ == "__main__":
    # Before anything takes them for its defaults.
    request_budget.SEARCHES_PER_SECOND = request_budget.CALLS_PER_TEN_SECONDS = 1_000_000
    from hubspot_tools.calls import account_budget

    account_budget.told_limits = lambda _: None
    from assistant.__main__ import main

    sys.exit(main(["serve", *sys.argv[1:]]))
