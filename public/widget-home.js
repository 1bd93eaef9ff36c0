/**
 * The widget's own place on somebody else's page: nothing of the page's styles gets in, nothing of the chat's gets out,
 * and the page's policy (CSP) needs to allow no inline style and no `eval`. What the server changes in Chainlit's
 * script (assistant/ui/server/widget/front_end.py) turns to `home` instead of to the page.
 */

import { APART, raise } from "./widget-button.js";

/** Where there is no room for a window beside anything: the chat takes the whole screen. */
const SMALL = window.matchMedia("(max-width: 479.98px), (max-height: 479.98px)");

/** In what Escape closes something smaller than the chat, or nothing. */
const HOLDS_ESCAPE = ".cf, .ci, dialog, details[open], select";

/** `server` is the assistant's address, `cards` whether its elements may be drawn, which takes `eval`. */
export class WidgetHome {
  constructor(server, cards) {
    this.server = server;
    this.cards = cards;
    this.sheets = new Map();
    this.host = null;
    this.theme = "light";
    this.setTheme = () => {};
    // Chainlit's script takes these for functions of their own.
    this.sheet = this.sheet.bind(this);
    this.Sheet = ({ children }) => this.sheet(children) ?? null;
    this.code = this.code.bind(this);
    this.closes = this.closes.bind(this);
    this.isSmall = () => SMALL.matches;
  }

  /** Fetches what stands above Chainlit's own styles. */
  async furnish() {
    const answer = await fetch(new URL("public/widget.css", this.server));
    if (!answer.ok) {
      throw new Error("The assistant's styles could not be loaded.");
    }
    this.own = this.draw(APART + await answer.text());
  }

  /** Chainlit's widget has just been made in a theme, and not yet been drawn. */
  moveIn(host, theme, signal) {
    this.host = host;
    this.theme = theme;
    // Beside the body, for a body may be moved, filtered or cut; above whatever the page stacks, where browsers can.
    document.documentElement.append(host);
    raise(host);
    this.measure();
    this.dress();
    const behind = new Behind();
    const look = () => {
      behind.hide(SMALL.matches && Boolean(host.shadowRoot.querySelector("#chainlit-copilot-chat")));
      this.showLogo();
    };
    const observer = new MutationObserver(look);
    observer.observe(host.shadowRoot, { childList: true, subtree: true });
    SMALL.addEventListener("change", look, { signal });
    // What a telephone's keyboard leaves of the screen.
    for (const kind of ["resize", "scroll"]) {
      window.visualViewport?.addEventListener(kind, () => this.fit(), { signal });
    }
    this.fit();
    signal.addEventListener("abort", () => {
      observer.disconnect();
      behind.hide(false);
    });
  }

  /** What theme.json says of each theme; its lengths are the widget's own, as those of the styles are. */
  set colours(themes) {
    const own = (value) => value.replace(/^([\d.]+)rem$/, "calc($1 * var(--rem))");
    this.themes = Object.fromEntries(Object.entries(themes).map(([theme, variables]) =>
      [theme, Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, own(value)]))]));
  }

  get colours() {
    return this.themes;
  }

  wear(theme) {
    this.theme = theme;
    this.setTheme(theme);
    this.showLogo();
  }

  /** Chainlit shows the logo for the reader's system, whatever theme its widget is in. */
  showLogo() {
    for (const logo of this.host.shadowRoot.querySelectorAll("img.logo")) {
      const address = logo.src.replace(/([?&]theme=)(?:dark|light|system)/, `$1${this.theme}`);
      if (logo.src !== address) {
        logo.src = address;
      }
    }
  }

  /** A style sheet of Chainlit's. */
  sheet(text) {
    if (!this.sheets.has(text)) {
      this.sheets.set(text, this.draw(text));
      this.dress();
    }
  }

  draw(text) {
    const sheet = new CSSStyleSheet({ baseURL: new URL("public/", this.server).href });
    sheet.replaceSync(text);
    return sheet;
  }

  dress() {
    if (this.host) {
      this.host.shadowRoot.adoptedStyleSheets = [...this.sheets.values(), this.own];
    }
  }

  /** One `rem` is what the reader's own browser calls a medium letter, not what the page makes of it. */
  measure() {
    const ruler = document.createElement("i");
    ruler.style.fontSize = "medium";
    this.host.shadowRoot.append(ruler);
    this.host.style.setProperty("--rem", getComputedStyle(ruler).fontSize);
    ruler.remove();
  }

  fit() {
    const seen = window.visualViewport;
    const isWhole = !seen || seen.scale > 1.01;
    this.host.style.setProperty("--seen-top", isWhole ? "0px" : `${seen.offsetTop}px`);
    this.host.style.setProperty("--seen-height", isWhole ? "100dvh" : `${seen.height}px`);
  }

  /** The text of a card becomes code, where the page's policy lets it. */
  code(...parts) {
    if (!this.cards) {
      throw new Error("This page allows no cards; the same stands in the message's text.");
    }
    return new Function(...parts);
  }

  /** Whether this Escape is meant for Chainlit's chat and its menus. */
  closes(event) {
    const path = event.composedPath();
    return path.includes(this.host) && !path.some((one) =>
      one.matches?.(HOLDS_ESCAPE) || (one.id === "chat-input" && (one.value || one.textContent)));
  }
}

/** Whether text may become code here. Trying it where it may not is reported to whoever watches the page's policy. */
export function mayMakeCode() {
  try {
    return Boolean(new Function(""));
  } catch {
    return false;
  }
}

/** The page behind a chat that takes the whole screen: it neither scrolls nor takes the focus. */
class Behind {
  constructor() {
    this.before = null;
  }

  hide(hidden) {
    const { style } = document.documentElement;
    if (hidden === (this.before !== null)) {
      return;
    }
    if (hidden) {
      this.before = {
        overflow: [style.getPropertyValue("overflow"), style.getPropertyPriority("overflow")],
        inert: document.body.inert,
      };
      style.setProperty("overflow", "hidden", "important");
      document.body.inert = true;
    } else {
      style.setProperty("overflow", ...this.before.overflow);
      document.body.inert = this.before.inert;
      this.before = null;
    }
  }
}
