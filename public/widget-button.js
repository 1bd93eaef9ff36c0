/** The button that stands for the chat until somebody wants it: the place, size and colours of the chat's own. */

const ICON = "M7.9 20A9 9 0 1 0 4 16.1L2 22Z";

const STYLE = `
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
  p:empty { display: none; }
  .light { --face: hsl(173 80% 24%); --mark: #fff; --paper: #fff; --ink: hsl(222 30% 16%); --line: hsl(40 14% 80%); }
  .dark { --face: hsl(171 55% 58%); --mark: hsl(220 16% 10%); --paper: hsl(220 15% 13%); --ink: hsl(210 20% 93%);
          --line: hsl(220 12% 30%); }
  @media (max-width: 480px) { button { right: 16px; bottom: 16px; } p { right: 16px; bottom: 92px; } }
  @media (prefers-reduced-motion: reduce) { button[aria-busy="true"] svg { animation: none; opacity: 0.5; } }
  @media (forced-colors: active) { button { border: 2px solid ButtonText; } }
  @keyframes breathe { 50% { opacity: 0.35; } }
`;

/**
 * Shows the button, named in the page's language. Whoever comes near it, by mouse, finger or keyboard, has the chat
 * loaded by `load`; whoever presses it has it opened by `open`, and it makes way for the chat's own button. What
 * presses it is returned.
 */
export function showButton({ theme, words, load, open }) {
  const host = document.createElement("div");
  host.id = "contact-assistant";
  // Before whatever the page says of every element.
  host.style.setProperty("all", "initial", "important");
  const shadow = host.attachShadow({ mode: "open" });
  const room = document.createElement("div");
  room.className = theme;
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
  const press = async () => {
    if (button.ariaBusy === "true") {
      return;
    }
    button.ariaBusy = "true";
    report.textContent = "";
    try {
      await open();
      host.remove();
    } catch {
      button.ariaBusy = "false";
      report.textContent = words.unreachable;
    }
  };
  button.addEventListener("click", press);
  document.body.append(host);
  return press;
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
