"""The one HTML page, as served: without the addresses of others, and with a policy that allows none."""

import base64
import hashlib
import re
from collections.abc import Iterable

_FOREIGN_LINK = re.compile(r"""\s*<link\b[^>]*\bhref=["'](?:https?://|data:)[^>]*>""", re.IGNORECASE)
_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL | re.IGNORECASE)
_LANGUAGE = re.compile(r'<html lang="[^"]*"')


def without_foreign_links(html: str) -> str:
    """``html`` without links to other sites: a preconnect or a font would tell them who reads this page.

    The empty style that theme.json names as a font, lest the widget ask Google for one, goes with them.
    """
    return _FOREIGN_LINK.sub("", html)


_THEME_AT_ONCE = """<meta name="color-scheme" content="light dark" />
    <script>
      (() => {
        let theme = null;
        try {
          theme = localStorage.getItem("vite-ui-theme");
        } catch {}
        const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
        document.documentElement.classList.add(theme === "light" || theme === "dark" ? theme : system);
      })();
    </script>
    """
"""Says light or dark before anything is drawn, as the front end will: what was chosen, or else the system's."""

_HEAD_BEGINS = '<meta charset="UTF-8" />'


def in_its_theme_at_once(html: str) -> str:
    """``html`` that does not flash white before the front end, which comes later, makes it dark."""
    return html.replace(_HEAD_BEGINS, f"{_HEAD_BEGINS}\n    {_THEME_AT_ONCE}", 1)


def in_language(html: str, language: str) -> str:
    """``html`` declared as being in ``language``, for screen readers and spell checkers."""
    return _LANGUAGE.sub(f'<html lang="{language}"', html, count=1)


def content_policy(html: str, frame_ancestors: Iterable[str] = ()) -> str:
    """The Content-Security-Policy under which ``html`` works and loads nothing from elsewhere.

    Inline scripts are allowed by their hash. Styles must stay open: the front end writes them into elements.
    So must eval: the front end turns the files of `public/elements` into components with it (react-runner). Those
    files are ours and loaded from ``'self'``; what people type and what the CRM stores reach them as props, which
    are data and never become code.
    """
    digests = (f"'sha256-{_digest(script)}'" for script in _INLINE_SCRIPT.findall(html))
    scripts = " ".join(["'self'", "'unsafe-eval'", *digests])
    return "; ".join(
        [
            "default-src 'self'",
            f"script-src {scripts}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            " ".join(["frame-ancestors 'self'", *sorted(frame_ancestors)]),
        ]
    )


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
