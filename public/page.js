/** The assistant's own page: names for what has none, a heading, and the language people choose. */

import { ask, mend, whenChosen } from "./mend.js";

/** Milliseconds for which the front end does not look again at what it has fetched (SWR's focusThrottleInterval). */
const FRESH = 5000;

const server = new URL("../", import.meta.url);

async function begin() {
  const told = await ask(server, {});
  if (!told) {
    return;
  }
  const update = mend(document.body, told.words);
  nameThePage(told.words.assistant);
  whenChosen(async (choice) => {
    const now = await ask(server, { choice });
    if (now) {
      document.documentElement.lang = now.language.slice(0, 2);
      update(now.words);
      nameThePage(now.words.assistant);
      refetchLabels();
    }
  });
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

begin();
