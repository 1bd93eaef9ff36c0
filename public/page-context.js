/**
 * Whom the page around the widget is about, as it says itself, and the chip that says so in the chat. The page's word is
 * a hint: the server looks it up with the reader's own rights, and what the chip shows is what the CRM says.
 */

/** Milliseconds for which a page may go on changing before it is read again, and after which a refused hint is tried. */
const CALM = 150;
const LATER = 15_000;

/** What is sent where a page is about nobody; a chat that begins knows no better. */
const NOBODY = "null";

const DECLARED = "[data-contact-id], [data-contact-email]";
const JSON_LD = 'script[type="application/ld+json"]';

/** What is no longer worth reading: a list of people, a page of data. */
const MOST_ELEMENTS = 50;
const MOST_SCRIPTS = 10;
const LONGEST_JSON = 100_000;
const DEEPEST = 4;

const LONGEST_EMAIL = 254;
const LONGEST_ADDRESS = 500;
const ID = /^[0-9]{1,20}$/;
const RECORD = /\/(?:record\/0-1|contact)\/[0-9]{1,20}(?:\/|$)/;

/** How schema.org's Person is told apart from an employee's number: by what HubSpot calls its ids. */
const HUBSPOT_ID = /^(?:hs_object_id|hubspot(?:_id)?)$/i;

const VOWEL = /^[aàâäæeéèêëiîïoôöœuùûü]/i;

const STYLE = `
  .page-about {
    display: flex; align-items: center; gap: 0.25rem; align-self: flex-start; width: fit-content; max-width: 100%;
    padding-inline-start: 0.75rem; border: 1px solid hsl(var(--border)); border-radius: 9999px;
    background: hsl(var(--accent)); color: hsl(var(--accent-foreground)); font-size: 0.8125rem; line-height: 1.25;
  }
  .page-about:empty { display: none; }
  .page-about bdi { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .page-about button {
    display: grid; flex: none; place-items: center; width: 1.75rem; height: 1.75rem; border-radius: 9999px;
    color: hsl(var(--muted-foreground)); cursor: pointer;
  }
  .page-about button:hover { background: hsl(var(--background)); color: hsl(var(--foreground)); }
  .page-about button:focus-visible { outline: 2px solid hsl(var(--ring)); outline-offset: -1px; }
  .page-about svg { width: 0.875rem; height: 0.875rem; fill: none; stroke: currentColor; stroke-width: 2;
    stroke-linecap: round; }
  @media (pointer: coarse) { .page-about button { width: 2.75rem; height: 2.75rem; } }
  @media (forced-colors: active) { .page-about { border-color: CanvasText; } }
`;

/** Follows what the page says of itself for as long as the chat is there. */
export class PageContext {
  /** `given` is what the page has said by itself last, undefined when it has said nothing. */
  constructor({ server, script, root, words, signal }, given) {
    Object.assign(this, { server, script, root, signal, given });
    this.key = null;
    this.hint = null;
    this.sent = NOBODY;
    this.takenOff = "";
    this.about = null;
    this.sending = null;
    this.chip = makeChip(() => this.takeOff());
    this.speak(words);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    const drawn = new MutationObserver(() => this.place());
    drawn.observe(root, { childList: true, subtree: true });
    this.soon = calm(() => this.look());
    const changed = new MutationObserver(this.soon);
    changed.observe(document, {
      childList: true,
      subtree: true,
      attributes: true,
      attributeFilter: ["data-contact-id", "data-contact-email"],
    });
    signal.addEventListener("abort", () => [drawn, changed].forEach((one) => one.disconnect()));
    // A page that changes its address without anybody's noticing (pushState) changes what it shows as well.
    for (const kind of ["popstate", "hashchange"]) {
      window.addEventListener(kind, this.soon, { signal });
    }
    window.navigation?.addEventListener("currententrychange", this.soon, { signal });
    this.look();
  }

  /** A chat has begun, or has come back; it is known by this key. */
  begin(key) {
    if (key !== this.key) {
      this.key = key;
      this.sent = NOBODY;
      this.show(null);
    }
    this.look();
  }

  speak(words) {
    this.words = words;
    this.draw();
  }

  /** A contact was saved, and may be called otherwise by now. */
  refresh(contactId) {
    if (this.about?.id === contactId) {
      this.sent = "";
      this.look();
    }
  }

  look() {
    this.hint = hintOf(this.given(), this.script);
    const wanted = JSON.stringify(this.hint);
    if (wanted !== this.takenOff) {
      this.takenOff = "";
    }
    if (wanted !== this.sent && this.takenOff === "") {
      if (this.sent !== "") {
        // Nobody is to take one page's chip for the other's.
        this.show(null);
      }
      this.send(wanted);
    }
  }

  async send(wanted) {
    if (this.key === null || this.sending !== null) {
      return;
    }
    this.sent = wanted;
    const { key } = this;
    this.sending = tell(this.server, { key, ...JSON.parse(wanted) });
    const answer = await this.sending;
    this.sending = null;
    if (this.signal.aborted) {
      return;
    }
    const isNewest = this.sent === wanted && this.key === key;
    if (isNewest && answer.isLate) {
      setTimeout(() => this.again(wanted), LATER);
    }
    if (isNewest && this.takenOff === "") {
      this.show(answer.about);
    }
    this.catchUp(wanted, key);
  }

  /** What was wanted while something else was on its way. */
  catchUp(wanted, key) {
    const now = this.takenOff === "" ? JSON.stringify(this.hint) : NOBODY;
    if (now !== wanted || this.key !== key || this.sent !== wanted) {
      this.send(now);
    }
  }

  again(wanted) {
    if (this.sent === wanted && !this.signal.aborted) {
      this.sent = "";
      this.look();
    }
  }

  /** The reader wants nothing of this page's contact, until the page is about another. */
  takeOff() {
    this.takenOff = JSON.stringify(this.hint);
    this.show(null);
    this.send(NOBODY);
    this.root.querySelector("#chat-input")?.focus();
  }

  show(about) {
    this.about = about;
    this.draw();
  }

  draw() {
    const { about, words } = this;
    if (about) {
      const name = document.createElement("bdi");
      const lead = VOWEL.test(about.name) ? words.about_vowel : words.about;
      name.textContent = lead.replace("{0}", () => about.name);
      name.title = name.textContent;
      const { button } = this.chip;
      button.setAttribute("aria-label", words.about_off);
      button.title = words.about_off;
      this.chip.element.replaceChildren(name, button);
    } else {
      this.chip.element.replaceChildren();
    }
    this.place();
  }

  place() {
    const composer = this.root.querySelector("#message-composer");
    if (composer && composer.previousElementSibling !== this.chip.element) {
      composer.before(this.chip.element);
    }
  }
}

/** What a page says it is about, in the one way that counts; null where it names nobody, or several. */
export function hintOf(given, script) {
  if (given !== undefined) {
    return given === null ? null : hint(given.contactId, given.contactEmail);
  }
  const { contactId, contactEmail } = script?.dataset ?? {};
  return hint(contactId, contactEmail) ?? inElements(script) ?? inJson() ?? inAddress(window.location);
}

function hint(contactId, contactEmail) {
  const [id, email] = [contactId, contactEmail].map((one) => String(one ?? "").trim());
  if (id) {
    return ID.test(id) ? { contact_id: id } : null;
  }
  return email.includes("@") && email.length <= LONGEST_EMAIL ? { contact_email: email } : null;
}

/** Elements that name different people are a list, and not what the page is about. */
function inElements(script) {
  const found = [...document.querySelectorAll(DECLARED)].filter((one) => one !== script);
  const hints = found.slice(0, MOST_ELEMENTS).map(({ dataset }) => hint(dataset.contactId, dataset.contactEmail));
  return found.length > MOST_ELEMENTS ? null : theOne(hints);
}

function inJson() {
  const scripts = [...document.querySelectorAll(JSON_LD)].slice(0, MOST_SCRIPTS);
  return theOne(scripts.flatMap(({ textContent: text }) => {
    try {
      return text.length > LONGEST_JSON ? [] : people(JSON.parse(text), 0).map(hintOfPerson);
    } catch {
      return [];
    }
  }));
}

/** The people whom data are about: on top, in a list or graph, or what a page says is its main thing. */
function people(data, depth) {
  if (depth > DEEPEST || typeof data !== "object" || data === null) {
    return [];
  }
  if (Array.isArray(data)) {
    return data.slice(0, MOST_ELEMENTS).flatMap((one) => people(one, depth + 1));
  }
  if ([data["@type"]].flat().includes("Person")) {
    return [data];
  }
  return [...people(data["@graph"], depth + 1), ...people(data.mainEntity, depth + 1)];
}

function hintOfPerson({ identifier, email }) {
  const [address] = [email].flat();
  const own = [identifier].flat().find((one) => HUBSPOT_ID.test(one?.propertyID ?? ""));
  const mail = typeof address === "string" ? address.replace(/^mailto:/i, "") : "";
  // A bare number may be the intranet's own: an address says more.
  const bare = [identifier].flat().find((one) => ["string", "number"].includes(typeof one) && ID.test(one));
  return hint(own?.value, "") ?? hint("", mail) ?? hint(bare, "");
}

function inAddress({ origin, pathname }) {
  const address = origin + pathname;
  return RECORD.test(pathname) && address.length <= LONGEST_ADDRESS ? { address } : null;
}

function theOne(hints) {
  const told = new Set(hints.filter(Boolean).map((one) => JSON.stringify(one)));
  return told.size === 1 ? JSON.parse([...told][0]) : null;
}

async function tell(server, told) {
  try {
    const answer = await fetch(new URL("page-context", server), {
      method: "POST",
      credentials: "include",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(told),
    });
    const { about } = answer.ok ? await answer.json() : {};
    return { about: typeof about?.name === "string" ? about : null, isLate: answer.status === 429 };
  } catch {
    return { about: null, isLate: true };
  }
}

/** Acts a moment after the first of many calls. */
function calm(act) {
  let waits = false;
  return () => {
    if (!waits) {
      waits = true;
      setTimeout(() => {
        waits = false;
        act();
      }, CALM);
    }
  };
}

/** Stands empty until there is somebody to name: what comes into it is read aloud. */
function makeChip(takeOff) {
  const element = document.createElement("div");
  const button = document.createElement("button");
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  element.className = "page-about";
  element.setAttribute("role", "status");
  button.type = "button";
  button.addEventListener("click", takeOff);
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", "M6 6l12 12M18 6L6 18");
  svg.append(path);
  button.append(svg);
  return { element, button };
}
