/** The assistant's own page: names for what has none, a heading, who is signed in, and the language people choose. */

import { keepTyped } from "./connection.js";
import { ask, mend, typeInto, whenChosen } from "./mend.js";

/** Milliseconds for which the front end does not look again at what it has fetched (SWR's focusThrottleInterval). */
const FRESH = 5000;

/** Where a browser's window keeps what somebody was typing when their visit ended. */
const DRAFT = "contact_assistant_draft";

/** Whose a text is where nobody signs in. */
const ANYBODY = "anybody";

/** Milliseconds for which a text waits for the first message: with it the front end draws its text box anew. */
const PATIENCE = 10000;

const server = new URL("../", import.meta.url);

async function begin() {
  keepTyped(document.body);
  const told = await ask(server, {});
  if (!told) {
    return;
  }
  const update = mend(document.body, told.words, {
    // Whatever a page tells itself, the front end passes on to the server.
    poke: () => window.postMessage({ awake: true }, location.origin),
    reaches: () => ask(server, {}),
    renew: () => {
      keepDraft(told.member?.id ?? ANYBODY);
      location.reload();
    },
  });
  nameThePage(told.words.assistant);
  told.member || giveDraftBack(ANYBODY);
  const showAgain = told.member ? await showWhoIsIn(told) : () => {};
  whenChosen(async (choice) => {
    const now = await ask(server, { choice });
    if (now) {
      document.documentElement.lang = now.language.slice(0, 2);
      update(now.words);
      nameThePage(now.words.assistant);
      showAgain(now);
      refetchLabels();
    }
  });
}

/** Whoever is out, and whoever was never in, is led to where people sign in. */
async function showWhoIsIn(told) {
  const { member } = told;
  const left = (how) => {
    if (how === "ended") {
      keepDraft(member.id);
    }
    location.assign(`${member.sign_in.address}?${how}`);
  };
  if (member.name === null) {
    left("ended");
    return () => {};
  }
  giveDraftBack(member.id);
  const { showMember } = await import("./member.js");
  const home = (root) => root.querySelector("#theme-toggle")?.parentElement;
  return showMember({ root: document.body, server, told, home, left });
}

function keepDraft(id) {
  const text = document.querySelector("#chat-input")?.value;
  if (id && text) {
    sessionStorage.setItem(DRAFT, JSON.stringify({ id, text }));
  }
}

/** It is theirs alone: another who signs in here does not get it. */
function giveDraftBack(id) {
  const kept = JSON.parse(sessionStorage.getItem(DRAFT));
  sessionStorage.removeItem(DRAFT);
  if (kept?.id === id) {
    typeWhenReady(kept.text);
  }
}

function typeWhenReady(text, latest = performance.now() + PATIENCE) {
  const isDrawn = document.querySelector(".ai-message") || performance.now() > latest;
  const input = document.querySelector("#chat-input");
  if (!isDrawn || !input) {
    requestAnimationFrame(() => typeWhenReady(text, latest));
    return;
  }
  if (!input.value) {
    typeInto(input, text);
  }
}

/** A heading and the product's mark beside the button for a new chat; the front end keeps it where it is. */
function nameThePage(name) {
  const header = document.querySelector("#header > div");
  if (!header) {
    requestAnimationFrame(() => nameThePage(name));
    return;
  }
  const heading = header.querySelector("h1") ?? document.createElement("h1");
  document.title = name;
  heading.className = "product";
  heading.textContent = name;
  header.append(heading);
}

/** The front end fetches its labels again when its window gets the focus, unless it has just done so. */
function refetchLabels() {
  const look = () => window.dispatchEvent(new Event("focus"));
  look();
  setTimeout(look, FRESH + 100);
}

/** The front end asks the system once; whoever has not chosen light or dark sees it change with their evening. */
function followSystem() {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", () => {
    const chosen = localStorage.getItem("vite-ui-theme");
    if (chosen === "light" || chosen === "dark") {
      return;
    }
    const theme = dark.matches ? "dark" : "light";
    const { classList, style } = document.documentElement;
    classList.remove("light", "dark");
    classList.add(theme);
    Object.entries(window.theme?.[theme] ?? {}).forEach(([name, value]) => style.setProperty(name, value));
  });
}

followSystem();
begin();
