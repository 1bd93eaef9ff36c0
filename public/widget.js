/**
 * The assistant in a page of the intranet:
 *
 *   <script type="module" src="https://assistant.example.com/public/widget.js?language=fr&theme=light"></script>
 *
 * `language` is the page's when it is not given, `theme` the reader's system's, and `open=true` opens it at once.
 * The page's origin has to be among the server's ALLOWED_ORIGINS.
 *
 * Until somebody wants the chat the page carries a button of a few kilobytes alone; the chat itself is megabytes.
 */

import { ask, mend, whenChosen } from "./mend.js";
import { showButton } from "./widget-button.js";

const server = new URL("../", import.meta.url);
const wishes = new URL(import.meta.url).searchParams;

async function begin() {
  const page = wishes.get("language") || document.documentElement.lang || navigator.language;
  const told = await ask(server, { page });
  if (!told) {
    console.warn("The assistant cannot be reached, or does not know this page's address.");
    return;
  }
  let loading = null;
  // A load that failed is tried again at the next click: the network may be back by then.
  const load = () => (loading ??= loadScript(new URL(told.front_end, server)).catch((error) => {
    loading = null;
    throw error;
  }));
  const open = async () => {
    await load();
    mount(told, page);
  };
  const press = showButton({ theme: theme(), words: told.words, load, open });
  if (wishes.get("open") === "true") {
    press();
  }
}

/** The chat takes the place of the button, and is open. */
function mount(told, page) {
  // Only a websocket says from which page it comes; the front end would try polling first.
  window.transports = ["websocket"];
  window.mountChainlitWidget({
    chainlitServer: server.href.replace(/\/$/, ""),
    language: told.language,
    theme: theme(),
    opened: true,
    customCssUrl: new URL("public/stylesheet.css", server).href,
  });
  const host = document.getElementById("chainlit-copilot");
  host.lang = told.language;
  keepAtHome(host.shadowRoot);
  const update = mend(host.shadowRoot, told.words);
  whenChosen(async (choice) => {
    const now = await ask(server, { page, choice });
    if (now) {
      host.lang = now.language;
      update(now.words);
    }
  });
}

/** The front end would ask another site for a font; only the assistant's own styles get in. */
function keepAtHome(shadow) {
  shadow.appendChild = (node) => {
    const foreign = node.rel === "stylesheet" && !node.href.startsWith(server.href);
    return foreign ? node : Node.prototype.appendChild.call(shadow, node);
  };
}

function theme() {
  const wanted = wishes.get("theme");
  const dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
  return wanted === "light" || wanted === "dark" ? wanted : dark ? "dark" : "light";
}

function loadScript(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address.href;
    script.onload = resolve;
    script.onerror = () => {
      script.remove();
      reject(new Error("The assistant's chat could not be loaded."));
    };
    document.head.append(script);
  });
}

begin();
