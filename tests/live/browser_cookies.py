"""What a browser sends back of the cookies a page has set."""

import httpx


def all_cookies(page: httpx.Response) -> str:
    """Every cookie of a page, as the header of the next request."""
    return "; ".join(f"{name}={value}" for name, value in page.cookies.items())
