/** The button that stands for the chat until somebody wants it: the place, size and colours of the chat's own. */

import { followTheme, themeOf } from "./page-theme.js";

const ICON = "M7.9 20A9 9 0 1 0 4 16.1L2 22Z";

/** What a page says of every element it says of a widget's, too; and what it hands down ends here. */
export const APART = `
  :host {
    all: initial !important; display: block !important; position: fixed !important; inset: auto !important;
    z-index: 2147483647 !important; width: 0 !important; height: 0 !important; overflow: visible !important;
    direction: ltr !important;
    --rem: 16px;
  }
`;

const STYLE = APART + `
  button {
    all: unset; box-sizing: border-box; position: fixed; right: 32px; bottom: 32px; z-index: 20;
    width: 64px; height: 64px; border-radius: 50%; display: grid; place-items: center; cursor: pointer;
    background: var(--face); color: var(--mark); box-shadow: 0 1px 3px rgb(0 0 0 / 25%);
  }
  button:hover { filter: brightness(1.08); }
  button:focus-visible { outline: 2px solid var(--face); outline-offset: 3px; }
  button[aria-busy="true"] svg { animation: breathe 1.2s ease-in-out infinite; }
  svg { width: 28px; height: 28px; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round;
        stroke-linejoin: round; }
  p {
    all: unset; box-sizing: border-box; position: fixed; right: 32px; bottom: 108px; z-index: 20;
    max-width: min(280px, calc(100vw - 64px)); padding: 10px 14px; border-radius: 10px;
    font: 14px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
    background: var(--paper); color: var(--ink); border: 1px solid var(--line);
  }
  div > div {
    all: unset; box-sizing: border-box; position: fixed; right: 32px; bottom: 108px; z-index: 20;
    max-width: min(280px, calc(100vw - 64px)); padding: 12px 14px 14px; border-radius: 10px;
    font: 14px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
    background: var(--paper); color: var(--ink); border: 1px solid var(--line);
    box-shadow: 0 1px 3px rgb(0 0 0 / 25%);
  }
  div > div p { all: unset; display: block; }
  a {
    all: unset; box-sizing: border-box; display: block; margin-top: 10px; padding: 8px 14px; border-radius: 8px;
    background: var(--face); color: var(--mark); font-weight: 600; text-align: center; cursor: pointer;
  }
  a:hover { filter: brightness(1.08); }
  a:focus-visible { outline: 2px solid var(--face); outline-offset: 2px; }
  p:empty { display: none; }
  .light { color-scheme: light; }
  .dark { color-scheme: dark; }
  .light { --face: hsl(173 80% 24%); --mark: #fff; --paper: #fff; --ink: hsl(222 30% 16%); --line: hsl(40 14% 80%); }
  .dark { --face: hsl(171 55% 58%); --mark: hsl(220 16% 10%); --paper: hsl(220 15% 13%); --ink: hsl(210 20% 93%);
          --line: hsl(220 12% 30%); }
  @media (max-width: 480px) {
    button { right: 16px; bottom: 16px; }
    p, div > div { right: 16px; bottom: 92px; }
  }
  @media (prefers-reduced-motion: reduce) { button[aria-busy="true"] svg { animation: none; opacity: 0.5; } }
  @media (forced-colors: active) { button, a { border: 2px solid ButtonText; } }
  @keyframes breathe { 50% { opacity: 0.35; } }
`;

/** Milliseconds between two looks whether somebody has signed in meanwhile, and how many there are. */
const PAUSE = 3000;
const MOST_LOOKS = 100;

/**
 * Shows the button, named in the page's language. Whoever comes near it, by mouse, finger or keyboard, has the chat
 * loaded by `load`; whoever presses it has it opened by `open`, and it makes way for the chat's own button. Where
 * `open` returns a way in, people have to sign in first: it is offered, and the chat opens once they have. An error's
 * own `sentence` is what is said of it. What presses the button is returned.
 */
export function showButton({ theme, words, load, open }) {
  const host = document.createElement("div");
  host.id = "contact-assistant";
  const shadow = host.attachShadow({ mode: "open" });
  const room = document.createElement("div");
  const gone = new AbortController();
  const wear = (now) => (room.className = now);
  wear(themeOf(theme));
  followTheme(theme, wear, gone.signal);
  const button = drawButton(words.assistant);
  const report = document.createElement("p");
  report.setAttribute("role", "alert");
  room.append(report, button);
  // A sheet, not an element: a page's policy may forbid styles that stand in it.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  shadow.adoptedStyleSheets = [sheet];
  shadow.append(room);
  for (const near of ["pointerenter", "focus"]) {
    button.addEventListener(near, () => load().catch(() => {}));
  }
  let offer = null;
  const close = () => {
    offer?.close();
    offer = null;
    button.setAttribute("aria-expanded", "false");
  };
  const tryToOpen = async () => {
    if (button.ariaBusy === "true") {
      return;
    }
    button.ariaBusy = "true";
    try {
      const way = await open();
      if (!way) {
        close();
        gone.abort();
        host.remove();
      } else if (!offer) {
        offer = offerWayIn(way, room, tryToOpen);
        button.setAttribute("aria-expanded", "true");
      }
    } catch (error) {
      report.textContent = offer ? "" : error.sentence ?? words.unreachable;
    }
    button.ariaBusy = "false";
  };
  const press = () => {
    report.textContent = "";
    return offer ? close() : tryToOpen();
  };
  room.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && offer) {
      close();
      button.focus();
    }
  });
  button.addEventListener("click", press);
  // Beside the body, for a body may be moved, filtered or cut.
  document.documentElement.append(host);
  raise(host);
  return press;
}

/** Puts an element above everything a page stacks, as a popover; elsewhere its z-index has to do. */
export function raise(host) {
  host.popover = "manual";
  host.showPopover?.();
}

/** Says that people sign in first, and where, above the button; looks whether they have until it is closed. */
function offerWayIn({ needed, label, address }, room, look) {
  const bubble = document.createElement("div");
  const sentence = document.createElement("p");
  const way = document.createElement("a");
  bubble.setAttribute("role", "status");
  sentence.textContent = needed;
  Object.assign(way, { textContent: label, href: address, target: "_blank", rel: "noopener" });
  // Somebody who listens hears what comes into a place that was there before.
  room.append(bubble);
  bubble.append(sentence, way);
  let looks = 0;
  const timer = setInterval(() => {
    looks += 1;
    if (looks >= MOST_LOOKS) {
      clearInterval(timer);
    }
    if (!document.hidden) {
      look();
    }
  }, PAUSE);
  window.addEventListener("focus", look);
  return {
    close() {
      clearInterval(timer);
      window.removeEventListener("focus", look);
      bubble.remove();
    },
  };
}

function drawButton(name) {
  const button = document.createElement("button");
  button.id = "chainlit-copilot-button";
  button.type = "button";
  button.setAttribute("aria-label", name);
  button.setAttribute("aria-expanded", "false");
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", ICON);
  svg.append(path);
  button.append(svg);
  return button;
}
