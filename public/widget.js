/**
 * The assistant in a page of the intranet:
 *
 *   <script type="module" src="https://assistant.example.com/public/widget.js?language=fr&theme=light"></script>
 *
 * `language` and `theme` are the page's when they are not given, and `open=true` opens it at once.
 * `token_from=/assistant-token` is where the page's own backend says who reads it, asked when somebody wants the chat.
 * `record_page=/contacts/{id}` is where on the page's own site contacts have pages, by their ids in HubSpot.
 * `cards=text` says that the page's policy (CSP) forbids `eval`, by which cards are drawn: their text stands instead.
 * The page's origin has to be among the server's ALLOWED_ORIGINS.
 *
 * Until somebody wants the chat the page carries a button of a few kilobytes alone; the chat itself is megabytes.
 */

import { ask, mend, whenChosen } from "./mend.js";
import { PageEvents } from "./page-events.js";
import { followTheme, themeOf } from "./page-theme.js";
import { showButton } from "./widget-button.js";

const server = new URL("../", import.meta.url);
const wishes = new URL(import.meta.url).searchParams;
const tokenFrom = wishes.get("token_from");
const script = [...document.scripts].find((one) => one.src === import.meta.url);
const events = new PageEvents({ server, script, records: wishes.get("record_page") });
const theme = wishes.get("theme");
/** What a strict policy asks of every script; whatever comes from here hands it on. */
const { nonce = "" } = script ?? {};

/** How often somebody whose visit has ended is let in again unasked: two pages could shut each other out for ever. */
const MOST_RETURNS = 5;

async function begin() {
  const page = wishes.get("language") || document.documentElement.lang || navigator.language;
  const told = await ask(server, { page });
  if (!told) {
    console.warn("The assistant cannot be reached, or does not know this page's address.");
    return;
  }
  let loading = null;
  let home = null;
  // A load that failed is tried again at the next click: the network may be back by then.
  const load = () => (loading ??= makeHome(told).then((made) => (home = made)).catch((error) => {
    loading = null;
    throw error;
  }));
  const prepare = () => (isOut(told) && !tokenFrom ? Promise.resolve() : load());
  let returns = 0;
  const open = async (returning) => {
    const now = await whoIsHere(told, page, returning).catch((error) => {
      events.tell("sign-in-needed");
      throw error;
    });
    if (!now || isOut(now)) {
      now && events.tell("sign-in-needed");
      return wayIn(now);
    }
    await load();
    returns = returning ? returns + 1 : 0;
    mount(now, page, home, again);
    return null;
  };
  const show = (returning) => {
    const openOnce = () => {
      const whose = returning;
      returning = null;
      return open(whose);
    };
    const press = showButton({ theme, words: told.words, load: prepare, open: openOnce });
    events.wait(press);
    return press;
  };
  // Whoever goes on reading the page goes on in the chat.
  const again = (whose) => {
    const press = show(tokenFrom ? whose : null);
    if (!tokenFrom || returns < MOST_RETURNS) {
      press();
    }
  };
  const press = show(null);
  if (wishes.get("open") === "true") {
    press();
  }
}

/**
 * What the server tells of whoever is at the page by now: it may have been long ago that somebody was in, or was not.
 * Nobody comes in unasked in the place of whoever is `returning`.
 */
async function whoIsHere(told, page, returning) {
  if (!told.member) {
    return told;
  }
  if (!tokenFrom) {
    return ask(server, { page });
  }
  const { comeIn, NotLetIn } = await import("./page-token.js");
  const now = await comeIn(server, tokenFrom, page);
  if (now && returning && now.member.id !== returning) {
    throw new NotLetIn("");
  }
  return now;
}

/** Whether this is a place where people sign in, and this person has not. */
function isOut(told) {
  return told.member !== null && told.member.name === null;
}

function wayIn(told) {
  if (!told) {
    throw new Error("The assistant cannot be reached.");
  }
  const { needed, sign_in: way } = told.member;
  return { needed, label: way.label, address: new URL(way.window, server).href };
}

/** The chat's own script and styles, once for the page. */
async function makeHome(told) {
  const [{ WidgetHome, mayMakeCode }, { keepTyped }] = await Promise.all(
    [import("./widget-home.js"), import("./connection.js")]);
  const home = new WidgetHome(server, drawsCards(mayMakeCode));
  home.keepTyped = keepTyped;
  await Promise.all([home.furnish(), loadScript(new URL(told.front_end, server), home)]);
  return home;
}

/** A page that names its scripts one by one (nonce) hardly ever allows `eval`, and trying it would be reported. */
function drawsCards(mayMakeCode) {
  const wanted = wishes.get("cards");
  return wanted !== "text" && (wanted === "full" || !nonce) && mayMakeCode();
}

/** The chat takes the place of the button, and is open; `again` has the button back once somebody is out. */
function mount(told, page, home, again) {
  // Only a websocket says from which page it comes; the front end would try polling first.
  window.transports = ["websocket"];
  const worn = themeOf(theme);
  window.mountChainlitWidget({
    chainlitServer: server.href.replace(/\/$/, ""),
    language: told.language,
    theme: worn,
    opened: true,
  });
  const host = document.getElementById("chainlit-copilot");
  const gone = new AbortController();
  host.lang = told.language;
  keepAtHome(host.shadowRoot);
  home.keepTyped(host.shadowRoot);
  home.moveIn(host, worn, gone.signal);
  followTheme(theme, (other) => home.wear(other), gone.signal);
  const update = mend(host.shadowRoot, told.words, {
    poke: () => home.poke?.({}),
    reaches: () => ask(server, { page }),
    renew: () => left(),
  });
  events.enter({ root: host.shadowRoot, words: told.words, signal: gone.signal });
  let reading = told;
  const left = () => {
    if (gone.signal.aborted) {
      return;
    }
    gone.abort();
    window.unmountChainlitWidget();
    host.remove();
    again(told.member?.id);
  };
  addHelp({ root: host.shadowRoot, told: () => reading, again: left, signal: gone.signal });
  const showAgain = told.member ? showWhoIsIn({ told, root: host.shadowRoot, left, signal: gone.signal }) : Promise.resolve(() => {});
  whenChosen(async (choice) => {
    const now = await ask(server, { page, choice });
    if (now) {
      reading = now;
      host.lang = now.language;
      update(now.words);
      events.speak(now.words);
      (await showAgain)(now);
    }
  }, gone.signal);
}

async function addHelp(place) {
  const { showHelp, watchOpening } = await import("./widget-help.js");
  watchOpening(place);
  showHelp({ ...place, server, home: headerOf });
}

/** Where Chainlit's widget has its own buttons. */
function headerOf(root) {
  return root.querySelector("#display-mode-button")?.parentElement;
}

async function showWhoIsIn({ told, root, left, signal }) {
  const { showMember } = await import("./member.js");
  if (signal.aborted) {
    return () => {};
  }
  const tell = showMember({ root, server, told: ofPage(told), home: headerOf, left, signal });
  return (now) => tell(ofPage(now));
}

/** Whom the page signs in, it signs out: here they would be in again at once. */
function ofPage(told) {
  return tokenFrom ? { ...told, member: { ...told.member, sign_out: null } } : told;
}

/** The front end would ask another site for a font; only the assistant's own styles get in. */
function keepAtHome(shadow) {
  shadow.appendChild = (node) => {
    const foreign = node.rel === "stylesheet" && !node.href.startsWith(server.href);
    return foreign ? node : Node.prototype.appendChild.call(shadow, node);
  };
}

function loadScript(address, home) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    Object.assign(script, { src: address.href, nonce, home });
    script.onload = resolve;
    script.onerror = () => {
      script.remove();
      reject(new Error("The assistant's chat could not be loaded."));
    };
    document.head.append(script);
  });
}

begin();
