/**
 * Who is signed in, in which role, and the way out, on the page as in the widget; no sentence stands here. What people
 * are called was typed by somebody: it becomes text, and nothing else.
 */

import { ask } from "./mend.js";

/** Milliseconds between two looks at whether somebody is still signed in, however much the front end complains. */
const PATIENCE = 5000;

/** What the front end shows where the server does not answer it as hoped: a note, or all that stands in its place. */
const COMPLAINTS = "[data-sonner-toast], [role=alert]:not(.ai-message *):not(.member-trouble)";

const FACE = ["M19 21v-2a4 4 0 0 0-4-4H9a4 4 0 0 0-4 4v2", "M12 3a4 4 0 1 0 0 8 4 4 0 0 0 0-8Z"];

/**
 * Shows the member of what the server has `told` in the part of `root` that `home` finds, whenever the front end draws
 * it, until they are out. Then `left` is called, with `out` when they wanted it and `ended` when not. The function
 * returned shows them in other words. Where what stands under `root` may go before they do, `signal` ends it all.
 */
export function showMember({ root, server, told, home, left, signal }) {
  const menu = new MemberMenu();
  const stopping = new AbortController();
  signal?.addEventListener("abort", () => stopping.abort());
  let leaving = false;
  const leave = (how) => {
    if (!stopping.signal.aborted) {
      stopping.abort();
      menu.element.remove();
      left(how);
    }
  };
  const end = () => leaving || leave("ended");
  const look = seldom(async () => {
    const now = await ask(server, {});
    if (now?.member && now.member.id !== told.member.id) {
      end();
    } else if (root.querySelector(COMPLAINTS)) {
      // Asked too early, or in vain; a complaint that stands still would never have it asked again.
      look();
    }
  }, stopping.signal);
  menu.whenLeaving(async () => {
    // The server ends the chat before it answers: that is no news then.
    leaving = true;
    const isOut = await signOut(new URL(told.member.sign_out.address, server));
    leaving = false;
    if (isOut) {
      leave("out");
    }
    return isOut;
  });
  whenToldOut(end, stopping.signal);
  // Whoever slept or was cut off was told nothing.
  window.addEventListener("online", look, { signal: stopping.signal });
  document.addEventListener("visibilitychange", () => document.hidden || look(), { signal: stopping.signal });
  let mayImport = true;
  keepDrawn(root, () => {
    offerFiles(root, mayImport);
    if (!menu.element.isConnected) {
      home(root)?.append(menu.element);
    }
    if (root.querySelector(COMPLAINTS)) {
      look();
    }
  }, stopping.signal);
  const tell = (now) => {
    menu.tell(now.member, now.words);
    mayImport = now.member.imports !== false;
    offerFiles(root, mayImport);
  };
  tell(told);
  return tell;
}

/** The paperclip is there for those whose files are taken; whoever drops one all the same is told why it is not. */
function offerFiles(root, mayImport) {
  const clip = root.querySelector("#upload-button");
  const display = mayImport ? "" : "none";
  if (clip && clip.style.display !== display) {
    clip.style.display = display;
  }
}

/** Opens with the name and the role of whoever is in to their whole length, and the way out. */
class MemberMenu {
  constructor() {
    this.element = make("details", "member");
    this.summary = make("summary", "");
    this.lead = make("span", "sr-only");
    this.names = [make("span", "member-name"), make("b", "member-name")];
    this.roles = [make("span", "member-role"), make("span", "member-role")];
    this.button = make("button", "member-out");
    this.button.type = "button";
    this.trouble = make("p", "member-trouble");
    this.trouble.setAttribute("role", "alert");
    this.summary.append(drawFace(), this.lead, this.names[0], this.roles[0]);
    const panel = make("div", "member-panel");
    panel.append(this.names[1], this.roles[1], this.button, this.trouble);
    this.element.append(this.summary, panel);
    this.closeWhenLeft();
  }

  tell(member, words) {
    this.words = words;
    this.lead.textContent = member.lead;
    // Whichever way a name is written, what stands beside it stays in its place.
    this.names.forEach((name) => Object.assign(name, { textContent: member.name, dir: "auto" }));
    this.roles.forEach((role) => (role.textContent = member.role));
    this.button.textContent = member.sign_out?.label ?? "";
    this.button.hidden = !member.sign_out;
  }

  whenLeaving(leave) {
    this.button.addEventListener("click", async () => {
      this.button.disabled = true;
      this.trouble.textContent = "";
      const isOut = await leave();
      this.button.disabled = false;
      this.trouble.textContent = isOut ? "" : this.words.unreachable;
    });
  }

  closeWhenLeft() {
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.element.open) {
        this.element.open = false;
        this.summary.focus();
      }
    });
    // Not when the focus moves: the front end draws it to its text box by itself.
    const close = (event) => {
      if (!event.composedPath().includes(this.element)) {
        this.element.open = false;
      }
    };
    this.element.addEventListener("toggle", () => {
      const change = this.element.open ? "addEventListener" : "removeEventListener";
      document[change]("pointerdown", close);
    });
  }
}

/** Whether the server let somebody out; it leads on to where people sign in, which no widget follows. */
async function signOut(address) {
  try {
    const answer = await fetch(address, { method: "POST", credentials: "include", redirect: "manual" });
    return answer.type === "opaqueredirect";
  } catch {
    return false;
  }
}

function whenToldOut(take, signal) {
  window.addEventListener("message", (event) => {
    if (event.source === window && event.data?.signed_out === true) {
      take();
    }
  }, { signal });
}

function keepDrawn(root, draw, signal) {
  const observer = new MutationObserver(draw);
  observer.observe(root, { childList: true, subtree: true });
  signal.addEventListener("abort", () => observer.disconnect());
  draw();
}

/** Acts at once, or as soon as it is time again, until the `signal`: what is asked for last is never left out. */
function seldom(act, signal) {
  let last = -Infinity;
  let waits = false;
  return () => {
    if (!waits) {
      waits = true;
      setTimeout(() => {
        waits = false;
        last = performance.now();
        signal.aborted || act();
      }, Math.max(0, last + PATIENCE - performance.now()));
    }
  };
}

function make(tag, look) {
  return Object.assign(document.createElement(tag), { className: look });
}

function drawFace() {
  const [svg, ...paths] = ["svg", ...FACE.map(() => "path")].map((tag) =>
    document.createElementNS("http://www.w3.org/2000/svg", tag));
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  paths.forEach((path, index) => path.setAttribute("d", FACE[index]));
  svg.append(...paths);
  return svg;
}
