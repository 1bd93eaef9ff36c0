/**
 * What Chainlit's front end leaves without a name for a screen reader, or says in English in whatever language, put
 * right as it appears. No sentence stands here: `words` comes from the server, in the reader's language.
 */

/** Controls that show only an icon, by the word that names them. */
const CONTROLS = {
  "#new-chat-button": "new_chat",
  "#theme-toggle": "theme",
  "#chat-submit": "send",
  "#stop-button": "stop",
  "#chat-settings-open-modal": "settings",
  "#upload-button, #upload-button-loading": "attach",
  "#chat-input": "message",
  "#chainlit-copilot-button:not([aria-expanded=true])": "assistant",
  "#chainlit-copilot-button[aria-expanded=true]": "close",
  "[role=dialog]:has(> #chainlit-copilot-chat)": "assistant",
  "#display-mode-button": "place",
  "#close-sidebar-button": "close",
  "#display-mode-button + button:not([id])": "size",
  ".ai-message .flex-wrap > button:not([id]):not([aria-label])": "copy",
  ".absolute.bottom-4 > button.rounded-full": "newest",
};

/** Those of them that show no tip of their own. */
const WITHOUT_TIP = new Set(["place", "size", "close", "stop", "newest"]);

/** Texts that are English in the front end's code, by the word that replaces them. */
const ENGLISH = {
  "Close": "close",
  "Toggle theme": "theme",
  "Floating": "floating",
  "Sidebar": "sidebar",
};

/** What the front end or the browser reports in English, and the sentence that says it. */
const REPORTS = [
  [/^File is larger than (\S+) MB$/, "too_big"],
  [/^File type must be/, "wrong_type"],
  [/^Too many files$/, "too_many"],
  [/^Failed to upload/, "upload_failed"],
  [/^Cancelled upload of (.*)$/, "upload_cancelled"],
  [/^Failed to copy/, "copy_failed"],
  [/Failed to fetch$|NetworkError|Load failed$/, "unreachable"],
  [/^(?:Not Found|Service Unavailable): (.*)$/, "{0}"],
];

const followed = new WeakSet();

const REGIONS = [
  ["#header", "banner"],
];

/**
 * Keeps everything under `root` right from now on; the function returned takes other words. `connection` says how its
 * chat is reached (public/connection.js).
 */
export function mend(root, words, connection) {
  let current = words;
  const run = () => {
    mendNow(root, current);
    followWhenOpen(root, { ...connection, words: () => current });
  };
  new MutationObserver(run).observe(root, { childList: true, subtree: true, characterData: true });
  beginTasksAtOnce(root);
  sayExamples(root);
  run();
  return (others) => {
    current = others;
    run();
  };
}

/** A widget that nobody opens has no use for it. */
async function followWhenOpen(root, connection) {
  if (!followed.has(root) && root.querySelector("#chat-input")) {
    followed.add(root);
    leaveEscape(root);
    const [{ followNextStep }, { followNewestCard }, { announceAnswers }, { followConnection }] = await Promise.all(
      [import("./next-step.js"), import("./newest-card.js"), import("./announce.js"), import("./connection.js")]);
    followNextStep(root);
    followNewestCard(root);
    announceAnswers(root);
    followConnection({ root, ...connection });
  }
}

/**
 * A widget closes at an Escape that nobody has claimed, and it asks before anything inside it hears of it: what has its
 * own use for that key carries `data-own-escape`.
 */
function leaveEscape(root) {
  const isOwned = (one) => one.dataset?.ownEscape !== undefined && root.contains(one);
  window.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.composedPath().some(isOwned)) {
      event.preventDefault();
    }
  }, true);
}

/** Milliseconds to wait for the send button, which a welcome under way keeps unusable as well. */
const PATIENCE = 5000;

/** A task chosen beside the empty text box begins at the click; the front end would wait for its send button too. */
function beginTasksAtOnce(root) {
  let newest = 0;
  const begin = (mine, until) => {
    const input = root.querySelector("#chat-input");
    const typed = input?.value || input?.textContent;
    const ready = root.querySelector("#chat-submit:enabled");
    if (mine !== newest || typed || Date.now() > until) {
      return;
    }
    if (ready) {
      ready.click();
    } else {
      requestAnimationFrame(() => begin(mine, until));
    }
  };
  root.addEventListener("click", (event) => {
    // Where it is usable already, something is typed, or this click drops the task that was chosen.
    if (!root.querySelector("#chat-submit:enabled") && event.target.closest?.(".command-button")) {
      newest += 1;
      begin(newest, Date.now() + PATIENCE);
    }
  }, { capture: true });
}

/** A click on an example of the welcome says it: the sentence goes the way of one that was typed. */
function sayExamples(root) {
  const chosen = (event) => event.target.closest?.("[data-says]")?.textContent;
  root.addEventListener("click", (event) => say(root, chosen(event)));
  root.addEventListener("keydown", (event) => {
    if ((event.key === "Enter" || event.key === " ") && chosen(event)) {
      event.preventDefault();
      say(root, chosen(event));
    }
  });
}

/** What somebody is typing meanwhile stays theirs. */
function say(root, sentence) {
  const input = root.querySelector("#chat-input");
  if (!sentence || !input) {
    return;
  }
  const draft = input.value;
  const send = (until) => {
    const ready = root.querySelector("#chat-submit:enabled");
    if (ready) {
      ready.click();
      requestAnimationFrame(() => typeInto(input, draft));
    } else if (Date.now() < until && input.value === sentence) {
      requestAnimationFrame(() => send(until));
    }
  };
  typeInto(input, sentence);
  if (!matchMedia("(pointer: coarse)").matches) {
    input.focus({ preventScroll: true });
  }
  requestAnimationFrame(() => send(Date.now() + PATIENCE));
}

/** The front end hears of a text only from its own setter and an event. */
export function typeInto(box, text) {
  Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(box, text);
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

function mendNow(root, words) {
  for (const example of root.querySelectorAll("[id^=step-welcome-] li .italic")) {
    set(example, "role", "button");
    set(example, "tabindex", "0");
    example.dataset.says = "";
  }
  for (const [selector, word] of Object.entries(CONTROLS)) {
    for (const control of root.querySelectorAll(selector)) {
      set(control, "aria-label", words[word]);
      control.dataset.named = word;
      if (WITHOUT_TIP.has(word)) {
        set(control, "title", words[word]);
      }
    }
  }
  for (const named of root.querySelectorAll("[data-named]")) {
    set(named, "aria-label", words[named.dataset.named]);
  }
  for (const text of root.querySelectorAll(".sr-only, [role=menuitemradio]")) {
    replaceEnglish(text, words);
  }
  for (const report of root.querySelectorAll("[data-sonner-toast] [data-title]")) {
    replaceReport(report, words);
  }
  for (const logo of root.querySelectorAll("img[alt=logo]")) {
    logo.alt = "";
    logo.parentElement.dataset.product = words.assistant;
  }
  for (const named of root.querySelectorAll("[data-product]")) {
    named.dataset.product = words.assistant;
  }
  for (const face of root.querySelectorAll(".ai-message img[alt^='Avatar for ']")) {
    face.alt = "";
  }
  markRegions(root, words);
}

/** Landmarks, so that a screen reader can jump between them. */
function markRegions(root, words) {
  for (const [selector, role] of REGIONS) {
    for (const region of root.querySelectorAll(selector)) {
      set(region, "role", role);
    }
  }
  const composer = root.querySelector("#message-composer");
  const chat = composer?.closest(".h-full.flex-col");
  if (!chat) {
    return;
  }
  set(chat, "role", root === document.body ? "main" : "region");
  set(chat, "aria-label", words.assistant);
  const talk = root.querySelector("[data-step-type]")?.closest(".mx-auto");
  if (talk) {
    set(talk, "role", "log");
    // It is drawn anew with every answer: what is new in it is read out by announce.js.
    set(talk, "aria-live", "off");
    set(talk, "aria-label", words.talk);
    // What scrolls has to be reachable by keyboard alone.
    set(talk.parentElement, "tabindex", "0");
    showWhatWaits(talk);
  }
}

/** The front end follows the newest message from the first question on; what waits from before should be seen, too. */
function showWhatWaits(talk) {
  const messages = talk.querySelectorAll("[data-step-type=assistant_message]").length;
  if (messages > 1 && String(messages) !== talk.dataset.seen && !talk.querySelector("[data-step-type=user_message]")) {
    talk.parentElement.scrollTop = talk.parentElement.scrollHeight;
  }
  talk.dataset.seen = messages;
}

function replaceEnglish(element, words) {
  const last = element.lastChild;
  if (last?.nodeType !== Node.TEXT_NODE) {
    return;
  }
  const word = element.dataset.word ?? ENGLISH[last.data.trim()];
  if (word) {
    element.dataset.word = word;
    if (last.data !== words[word]) {
      last.data = words[word];
    }
  }
}

function replaceReport(element, words) {
  for (const [pattern, word] of REPORTS) {
    const found = pattern.exec(element.textContent);
    if (found) {
      const sentence = (words[word] ?? word).replace("{0}", found[1] ?? "");
      element.textContent = sentence;
      return;
    }
  }
}

function set(element, name, value) {
  if (value !== undefined && element.getAttribute(name) !== value) {
    element.setAttribute(name, value);
  }
}

/** Tells the server how its reader reads, and learns the words; null when it cannot be reached. */
export async function ask(server, told) {
  const address = new URL("reader", server);
  for (const [name, value] of Object.entries(told)) {
    if (value) {
      address.searchParams.set(name, value);
    }
  }
  try {
    const answer = await fetch(address, { method: "POST", credentials: "include" });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

/** Calls `take` when the person chooses a language in the settings, until `signal` says that nobody asks any more. */
export function whenChosen(take, signal) {
  window.addEventListener("message", (event) => {
    if (event.source === window && typeof event.data?.choice === "string") {
      take(event.data.choice);
    }
  }, { signal });
}
