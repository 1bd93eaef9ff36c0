/**
 * What the widget lacks beside its talk: the help that the assistant's own page has in its header, and words with a way
 * on when the chat could not be opened. No sentence stands here.
 */

const QUESTION = ["M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z", "M9.1 9a3 3 0 0 1 5.8 1c0 2-3 3-3 3", "M12 17h.01"];
const CROSS = ["M18 6 6 18", "m6 6 12 12"];

/** Milliseconds: until it knows who is there, Chainlit's widget shows a failure that is none; a welcome takes time. */
const PATIENCE = { entry: 4000, answer: 15_000 };

/**
 * Keeps a button for help in the part of `root` that `home` finds; `told` has the language and the words of now. The
 * text is the one that the assistant's own page shows.
 */
export function showHelp({ root, server, told, home, signal }) {
  const button = iconButton("help-button", QUESTION);
  button.addEventListener("click", () => openHelp(root, server, told()));
  whenDrawn(root, () => {
    if (!button.isConnected) {
      home(root)?.append(button);
    }
    name(button, told().words.help);
  }, signal);
}

async function openHelp(root, server, { language, words }) {
  const dialog = document.createElement("dialog");
  const header = document.createElement("header");
  const title = document.createElement("h2");
  const body = document.createElement("div");
  const close = iconButton("help-close", CROSS);
  dialog.className = "help";
  title.textContent = words.help;
  title.id = "help-title";
  dialog.setAttribute("aria-labelledby", title.id);
  body.tabIndex = 0;
  name(close, words.close);
  header.append(title, close);
  dialog.append(header, body);
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  root.querySelector("#cl-shadow-root").append(dialog);
  dialog.showModal();
  try {
    const address = new URL(`project/settings?language=${encodeURIComponent(language)}`, server);
    const answer = await fetch(address, { credentials: "include" });
    body.append(...written((await answer.json()).markdown));
  } catch {
    body.textContent = words.unreachable;
  }
}

/** The little Markdown that help is written in, as elements: headings, lists, paragraphs, and what is bold. */
function written(markdown) {
  const blocks = [];
  for (const text of markdown.split(/\n{2,}/).map((part) => part.trim()).filter(Boolean)) {
    const [, marks, heading] = /^(#{1,3}) (.*)$/.exec(text) ?? [];
    if (text.startsWith("- ")) {
      const list = document.createElement("ul");
      list.append(...text.split(/\n(?=- )/).map((item) => filled("li", item.slice(2))));
      blocks.push(list);
    } else if (marks !== "#") {
      // What it is called stands above it already.
      blocks.push(marks ? filled("h3", heading) : filled("p", text));
    }
  }
  return blocks;
}

function filled(tag, text) {
  const element = document.createElement(tag);
  element.append(...text.split("**").map((part, index) => {
    const bold = document.createElement("strong");
    bold.textContent = part;
    return index % 2 ? bold : part;
  }));
  return element;
}

/**
 * Says it in words where Chainlit's widget shows why it could not begin, in English and for ever, or shows nothing at
 * all because nobody answers; `again` opens it anew. Whatever comes after all takes its place.
 */
export function watchOpening({ root, told, again, signal }) {
  let waits = null;
  let kind = null;
  const chat = () => root.querySelector("#chainlit-copilot-chat");
  const say = () => chat()?.append(sayTrouble(told().words, again));
  whenDrawn(root, () => {
    const now = chat() ? lackIn(chat()) : null;
    if (now === kind) {
      return;
    }
    kind = now;
    clearTimeout(waits);
    chat()?.querySelector(".trouble")?.remove();
    waits = now && setTimeout(say, PATIENCE[now]);
  }, signal);
  signal.addEventListener("abort", () => clearTimeout(waits));
}

/** What a chat lacks as long as it has not begun. */
function lackIn(chat) {
  if (chat.querySelector(":scope > [role=alert]:not(.trouble)")) {
    return "entry";
  }
  return chat.querySelector("[data-step-type]") ? null : "answer";
}

function sayTrouble(words, again) {
  const trouble = document.createElement("div");
  const sentence = document.createElement("p");
  const button = document.createElement("button");
  trouble.className = "trouble";
  trouble.setAttribute("role", "alert");
  sentence.textContent = words.open_failed;
  Object.assign(button, { type: "button", textContent: words.retry });
  button.addEventListener("click", again);
  trouble.append(sentence, button);
  return trouble;
}

function whenDrawn(root, look, signal) {
  const observer = new MutationObserver(look);
  observer.observe(root, { childList: true, subtree: true });
  signal.addEventListener("abort", () => observer.disconnect());
  look();
}

function name(button, word) {
  if (button.title !== word) {
    button.title = word;
    button.setAttribute("aria-label", word);
  }
}

function iconButton(look, strokes) {
  const button = document.createElement("button");
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  Object.assign(button, { type: "button", className: look });
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.append(...strokes.map((stroke) => {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", stroke);
    return path;
  }));
  button.append(svg);
  return button;
}
