/**
 * Where the widget and its page meet: `window.contactAssistant` for what the page wants, events on the document for what
 * it may know. What there is, is typed in widget.d.ts. Nothing here confirms, sends or saves anything: a person does.
 */

const PREFIX = "contact-assistant:";

/** The server's words to the page (assistant/ui/server/host_page/page_messages.py), as Chainlit's widget passes them on. */
const CALL = "chainlit-call-fn";
const KEY = "contact_assistant.page_key";
const SAVED = "contact_assistant.saved";

const ID = /^[0-9]{1,20}$/;
const HUBSPOT_RECORD = /\/(?:record\/0-1|contact)\/([0-9]{1,20})(?:[/?#]|$)/;

/** Contacts of one import that the page hears of. */
const MOST_SAVED = 1000;

/** Characters of a text that a page may put before somebody. */
const LONGEST_TEXT = 1000;

/** Milliseconds for which a text waits for the chat to be ready, after which it has stayed, and between two looks. */
const PATIENCE = 20_000;
const STAYS = 3000;
const SOON = 100;

export class PageEvents {
  /**
   * `server` is the assistant's address, `script` the element that brought the widget, `records` where on this page's
   * own site a contact's page is, such as `/contacts/{id}`; null where HubSpot has it alone.
   */
  constructor({ server, script, records }) {
    Object.assign(this, { server, script, records });
    this.press = null;
    this.root = null;
    this.isOpen = false;
    this.text = "";
    this.put = "";
    this.putting = false;
    this.context = undefined;
    this.follower = null;
  }

  /** The button is there, for the first time or again; `press` is what presses it. */
  wait(press) {
    const isFirst = this.press === null;
    this.press = press;
    this.root = null;
    this.follower = null;
    this.see();
    if (isFirst) {
      const { setContext, open, close, ask, recordAddress } = this;
      const offered = Object.entries({ setContext, open, close, ask, recordAddress });
      const hands = Object.fromEntries(offered.map(([name, act]) => [name, act.bind(this)]));
      Object.defineProperty(window, "contactAssistant", { value: Object.freeze(hands), configurable: true });
      this.tell("ready");
    }
  }

  /** The chat has taken the button's place, in `root`, until `signal` says that it is over. */
  enter({ root, words, signal }) {
    this.root = root;
    const observer = new MutationObserver(() => this.see());
    observer.observe(root, { childList: true, subtree: true });
    signal.addEventListener("abort", () => observer.disconnect());
    window.addEventListener(CALL, ({ detail }) => this.hear(detail), { signal });
    root.addEventListener("click", (event) => this.follow(event), { signal, capture: true });
    // The key comes when the chat has begun, which is later than this.
    this.follower = import("./page-context.js").then(({ PageContext }) => {
      const place = { server: this.server, script: this.script, root, words, signal };
      return new PageContext(place, () => this.context);
    });
    this.see();
    this.putText();
  }

  /** The reader has chosen another language. */
  async speak(words) {
    (await this.follower)?.speak(words);
  }

  /** Tells the page; returns whether it leaves what happens next to the widget. */
  tell(name, detail = {}, cancelable = false) {
    const event = new CustomEvent(PREFIX + name, { detail: Object.freeze({ ...detail }), cancelable });
    return document.dispatchEvent(event);
  }

  async hear({ name, args } = {}) {
    if (name === KEY && typeof args?.key === "string") {
      (await this.follower)?.begin(args.key);
    } else if (name === SAVED) {
      await this.tellSaved(args?.contactIds ?? [args?.contactId]);
    }
  }

  /** One event for all whom an import has stored; `contactId` is whom this page is about where it is one of them. */
  async tellSaved(ids) {
    if (!Array.isArray(ids) || ids.length === 0 || ids.length > MOST_SAVED || !ids.every((id) => ID.test(id))) {
      return;
    }
    const follower = await this.follower;
    const own = follower?.about?.id;
    const contactId = ids.includes(own) ? own : ids[0];
    this.tell("saved", { contactId, contactIds: Object.freeze([...ids]) });
    follower?.refresh(contactId);
  }

  /** A click on the way to a record: the page goes there itself, or has a page for it, or HubSpot has. */
  follow(event) {
    const link = event.target.closest?.("a[href]");
    if (event.ctrlKey || event.metaKey || event.shiftKey) {
      return;
    }
    const contactId = link?.dataset.contact ?? recordIn(link);
    if (!contactId) {
      return;
    }
    const address = this.recordAddress(contactId);
    if (!this.tell("open-record", { contactId, address: address ?? link.href }, true)) {
      event.preventDefault();
    } else if (address && link.href !== address) {
      event.preventDefault();
      window.location.assign(address);
    }
  }

  see() {
    const isOpen = Boolean(this.root?.querySelector("#chainlit-copilot-chat"));
    if (isOpen !== this.isOpen) {
      this.isOpen = isOpen;
      this.tell(isOpen ? "opened" : "closed");
    }
  }

  /** Whom the page is about: `{contactId}`, `{contactEmail}`, null for nobody; undefined has it read from the page. */
  async setContext(context) {
    this.context = context;
    (await this.follower)?.look();
  }

  open() {
    if (this.root !== null) {
      this.isOpen || window.toggleChainlitCopilot();
    } else if (!this.isOffering()) {
      this.press();
    }
  }

  close() {
    this.text = "";
    if (this.root !== null) {
      this.isOpen && window.toggleChainlitCopilot();
    } else if (this.isOffering()) {
      this.press();
    }
  }

  /** Whether the way to where people sign in stands above the button: pressed again, it would go. */
  isOffering() {
    const button = document.getElementById("contact-assistant")?.shadowRoot?.querySelector("button");
    return button?.getAttribute("aria-expanded") === "true";
  }

  /**
   * Puts a text before the reader, who sends it or not: what a page says is never said for them, whatever it is. What
   * they have begun to type themselves stays.
   */
  ask(text) {
    const line = typeof text === "string" ? text.replace(/[\p{C}\s]+/gu, " ").trimStart() : "";
    if (!line || line.length > LONGEST_TEXT) {
      return false;
    }
    this.text = line;
    this.open();
    this.putText();
    return true;
  }

  /** The front end draws its text box anew while it starts: the text is put there until it stays. */
  putText() {
    if (!this.text || this.root === null || this.putting) {
      return;
    }
    const { root } = this;
    const isReaders = new AbortController();
    const [begun, text] = [performance.now(), this.text];
    let since = begun;
    let isThere = false;
    this.putting = true;
    for (const kind of ["keydown", "pointerdown", "paste"]) {
      root.addEventListener(kind, (event) => event.isTrusted && isReaders.abort(), { signal: isReaders.signal });
    }
    const look = () => {
      const now = performance.now();
      const input = root.querySelector(".ai-message") && root.querySelector("#chat-input");
      const isOver = isReaders.signal.aborted || now - begun > PATIENCE || (isThere && now - since > STAYS);
      if (isOver || this.root !== root || this.text !== text) {
        isReaders.abort();
        this.putting = false;
        this.text = this.text === text ? "" : this.text;
        this.putText();
        return;
      }
      // What they have begun to type is theirs.
      const isTheirs = Boolean(input?.value) && input.value !== this.put;
      if (isTheirs && !isThere) {
        isReaders.abort();
      } else if (input && !isTheirs && input.value !== text) {
        type(input, text);
        this.put = text;
        [isThere, since] = [true, now];
      }
      setTimeout(look, SOON);
    };
    look();
  }

  /** Where on the page's own site a contact's page is; null where there is none, or the page names another site's. */
  recordAddress(contactId) {
    if (!this.records || !ID.test(contactId)) {
      return null;
    }
    const address = new URL(this.records.replace("{id}", contactId), document.baseURI);
    return address.origin === window.location.origin ? address.href : null;
  }
}

/** The front end hears of a text only from its own setter and an event. */
function type(input, text) {
  Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(input, text);
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.focus();
}

/** The contact whose record in HubSpot a link leads to. */
function recordIn(link) {
  if (!link || !/(?:^|\.)hubspot\.com$/.test(link.hostname)) {
    return null;
  }
  return HUBSPOT_RECORD.exec(link.pathname)?.[1] ?? null;
}
