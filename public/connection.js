/**
 * What a page does while it has no connection: whoever reads it is told in a calm line, nothing typed is lost, and it
 * comes back by itself, also after a night with the lid closed. No sentence stands here.
 */

import { typeInto } from "./mend.js";

/** Milliseconds without a connection to a server that answers, after which the page is opened anew. */
const STUCK = 20000;

/** Milliseconds between two such openings: two pages could shut each other out for ever. */
const RARELY = 60000;

const RENEWED = "contact_assistant_renewed";

/**
 * Follows the connection of the chat in `root`. `words` gives the words of the moment; `poke` sends the server
 * something, at which the front end finds out whether its socket still lives; `reaches` asks whether the server
 * answers, and `renew` opens the chat anew.
 */
export function followConnection({ root, words, poke, reaches, renew }) {
  const line = new ConnectionLine(root, words);
  const following = new AbortController();
  const { signal } = following;
  window.addEventListener("message", (event) => {
    if (event.source === window && typeof event.data?.moves_on === "string") {
      line.tell(event.data.moves_on);
    }
    if (event.source === window && event.data?.here === true) {
      line.tell("");
    }
  }, { signal });
  // A laptop that slept was told of no end. What is sent now finds a dead socket out, and another is opened.
  const wake = () => document.hidden || poke();
  document.addEventListener("visibilitychange", wake, { signal });
  for (const kind of ["online", "focus", "pageshow"]) {
    window.addEventListener(kind, wake, { signal });
  }
  const rescue = setInterval(async () => {
    if (line.isStuck() && mayRenew() && await reaches()) {
      sessionStorage.setItem(RENEWED, String(Date.now()));
      renew();
    }
  }, STUCK / 4);
  const observer = new MutationObserver(() => {
    // A widget that was taken away is mounted again in another root.
    if (root.host && !root.host.isConnected) {
      following.abort();
      clearInterval(rescue);
      observer.disconnect();
      return;
    }
    line.draw();
  });
  observer.observe(root, { childList: true, subtree: true });
}

function mayRenew() {
  return Date.now() - Number(sessionStorage.getItem(RENEWED)) > RARELY;
}

/** Stands above the text box for as long as there is no connection. */
class ConnectionLine {
  constructor(root, words) {
    this.root = root;
    this.words = words;
    this.told = "";
    this.lostAt = 0;
    this.element = document.createElement("p");
    this.element.className = "connection";
    this.element.setAttribute("role", "status");
  }

  /** The server says why the connection is about to go; nothing once there is one again. */
  tell(sentence) {
    this.told = sentence;
    this.draw();
  }

  isStuck() {
    return this.lostAt > 0 && performance.now() - this.lostAt > STUCK;
  }

  draw() {
    const alert = this.root.querySelector("#session-error");
    if (alert && !alert.parentElement.hidden) {
      alert.parentElement.hidden = true;
    }
    this.lostAt = alert ? this.lostAt || performance.now() : 0;
    const sentence = this.told || (alert ? this.words().no_connection : "");
    if (this.element.textContent !== sentence) {
      this.element.textContent = sentence;
    }
    const composer = this.root.querySelector("#message-composer");
    if (!sentence || !composer) {
      this.element.remove();
    } else if (this.element.parentElement !== composer.parentElement) {
      // Not "just before it": whom the page is about stands there (public/page-context.js).
      composer.before(this.element);
    }
  }
}

/**
 * Keeps what is typed while the front end draws its text box anew: with the welcome, and when a connection is back.
 * A text that was sent is not given back.
 */
export function keepTyped(root) {
  let box = root.querySelector("#chat-input");
  let typed = textOf(box);
  root.addEventListener("input", (event) => {
    if (event.target.id === "chat-input") {
      typed = textOf(event.target);
    }
  }, { capture: true });
  const sends = () => {
    if (root.querySelector("#chat-submit:enabled")) {
      typed = "";
    }
  };
  root.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.target.id === "chat-input") {
      sends();
    }
  }, { capture: true });
  root.addEventListener("click", (event) => event.target.closest?.("#chat-submit") && sends(), { capture: true });
  new MutationObserver(() => {
    const now = root.querySelector("#chat-input");
    if (now && now !== box) {
      const active = (root.host ? root : document).activeElement;
      const isElsewhere = active && active !== document.body && active !== box;
      box = now;
      if (typed && !textOf(now)) {
        typeInto(now, typed);
        isElsewhere || now.focus();
      }
    }
  }).observe(root, { childList: true, subtree: true });
}

function textOf(box) {
  return box?.value ?? "";
}
