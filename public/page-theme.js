/** Whether a page of somebody else's is light or dark by now. */

/** Where pages say which theme they are in; "auto" and the like say nothing. */
const SIGNS = ["data-theme", "data-bs-theme", "data-color-scheme", "data-color-mode", "data-mode", "theme"];
const SAYS = /(?:^|[^a-z])(dark|light)(?![a-z])/i;
const IS_A_THEME = /^(?:(?:is|theme|mode|color|scheme)[-_])*(dark|light)(?:[-_](?:mode|theme|scheme))*$/i;

const SYSTEM = window.matchMedia("(prefers-color-scheme: dark)");

/** `wanted` is "light", "dark", or anything else for the page's own. */
export function themeOf(wanted) {
  return wanted === "light" || wanted === "dark" ? wanted : said() ?? declared() ?? painted() ?? system();
}

/** Calls `take` with the theme whenever it is another, until `signal` says that nobody asks any more. */
export function followTheme(wanted, take, signal) {
  let last = themeOf(wanted);
  const look = () => {
    const now = themeOf(wanted);
    if (now !== last) {
      last = now;
      take(now);
    }
  };
  const observer = new MutationObserver(look);
  for (const element of [document.documentElement, document.body]) {
    observer.observe(element, { attributes: true, attributeFilter: ["class", "style", ...SIGNS] });
  }
  observer.observe(document.head, { childList: true });
  signal.addEventListener("abort", () => observer.disconnect());
  SYSTEM.addEventListener("change", look, { signal });
  // A page that fades into its other colours has them at the end.
  document.addEventListener("transitionend", (event) => isPage(event.target) && look(), { signal });
  window.addEventListener("focus", look, { signal });
}

function isPage(element) {
  return element === document.documentElement || element === document.body;
}

function said() {
  for (const element of [document.documentElement, document.body]) {
    const word = [...SIGNS.map((sign) => element.getAttribute(sign)?.match(SAYS)),
      ...[...element.classList].map((name) => name.match(IS_A_THEME))].find(Boolean);
    if (word) {
      return word[1].toLowerCase();
    }
  }
  return null;
}

/** A page that declares both leaves it to the reader's system. */
function declared() {
  const scheme = getComputedStyle(document.documentElement).colorScheme;
  const [dark, light] = [/\bdark\b/.test(scheme), /\blight\b/.test(scheme)];
  return dark === light ? null : dark ? "dark" : "light";
}

/** What is painted tells most of all, where nothing is said: many pages know one theme, whatever the system's. */
function painted() {
  for (const element of [document.body, document.documentElement]) {
    const [red, green, blue, alpha] = pixel(getComputedStyle(element).backgroundColor);
    if (alpha > 127) {
      return 0.299 * red + 0.587 * green + 0.114 * blue < 110 ? "dark" : "light";
    }
  }
  return null;
}

/** A colour may be written in many ways; a canvas knows all of them. */
function pixel(colour) {
  const brush = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  brush.fillStyle = colour;
  brush.fillRect(0, 0, 1, 1);
  return brush.getImageData(0, 0, 1, 1).data;
}

function system() {
  return SYSTEM.matches ? "dark" : "light";
}
