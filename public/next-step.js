/**
 * The keyboard is where the next step is. The front end draws its elements anew with every answer, so that whatever
 * had the focus is gone: it goes back to the same card, to what a decision has led to, or to the text box.
 */

/** Milliseconds for an element to be drawn again and take the focus by itself, as forms and lists do. */
const REDRAWN = 120;

const DECISION = "[data-decides]";

/** What waits for a decision: a proposal, or a file of which something can be imported. */
const WAITING = "[data-card=proposal]:has([data-decides=confirm]), [data-card=import]:has([data-decides=import])";

/** Keeps the focus in `root`, the page's body or the widget's shadow root, from now on. */
export function followNextStep(root) {
  const keeper = new FocusKeeper(root);
  new MutationObserver(() => keeper.look()).observe(root, { childList: true, subtree: true, attributeFilter: ["disabled"] });
}

class FocusKeeper {
  constructor(root) {
    this.root = root;
    this.last = null;
    this.hasActed = false;
    this.seen = new Set();
    root.addEventListener("focusin", ({ target }) => this.note(target));
    root.addEventListener("click", ({ target }) => this.heedClick(target), { capture: true });
    root.addEventListener("pointerdown", ({ target }) => this.heedPointer(target), { capture: true });
    root.addEventListener("keydown", (event) => this.heedKey(event), { capture: true });
  }

  get focused() {
    const focused = (this.root.activeElement !== undefined ? this.root : document).activeElement;
    return focused && focused !== document.body && this.root.contains(focused) ? focused : null;
  }

  get textBox() {
    return this.root.querySelector("#chat-input");
  }

  /** What has the focus, and by what it is known when it is drawn again. */
  note(element) {
    const message = element.closest("[id^='step-']")?.id;
    this.last = { element, message, decides: element.dataset?.decides, label: labelOf(element), id: element.id };
  }

  /** A click into the text, which takes the focus from everything, is meant so. */
  heedPointer(target) {
    if (!target.closest("button, a, input, textarea, select, summary, [tabindex='0']:not(.overflow-y-auto), label")) {
      this.last = null;
    }
  }

  heedClick(target) {
    const button = target.closest("button");
    if (!button) {
      return;
    }
    this.hasActed = true;
    if (button.matches(".command-button, [id^='task-']")) {
      this.last = null;
      this.focus(this.home());
    } else {
      // WebKit gives no focus to what is clicked.
      this.note(button);
    }
  }

  heedKey(event) {
    const { key, target } = event;
    this.hasActed ||= key === "Enter" || key === "Escape";
    if (!target.matches?.(DECISION)) {
      return;
    }
    if (key === "Enter" && event.repeat) {
      // The key that sent a message is still held down.
      event.preventDefault();
    } else if (key.length === 1 && key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey) {
      // Whoever types has something to say: the letter goes where it is read.
      this.textBox?.focus({ preventScroll: true });
    }
  }

  look() {
    const isWaiting = this.newProposal();
    if (isWaiting || this.isLost()) {
      this.wait();
    }
  }

  wait() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.move(), REDRAWN);
  }

  isLost() {
    return this.last !== null && !this.focused;
  }

  /** A proposal that waits and was not there before; those a page begins with are left alone. */
  newProposal() {
    const waiting = [...this.root.querySelectorAll(WAITING)];
    const fresh = waiting.filter((card) => !this.seen.has(addressOf(card)));
    return fresh.at(-1) ?? null;
  }

  move() {
    const proposal = this.newProposal();
    for (const card of this.root.querySelectorAll("[data-card=proposal], [data-card=import]")) {
      this.seen.add(addressOf(card));
    }
    // Whoever chose by a menu goes on there: what is drawn anew for their choice is nothing new to decide.
    const isLost = this.isLost();
    const again = isLost ? this.again() : null;
    if (proposal && this.hasActed && this.mayLeave() && !again?.matches("select")) {
      this.hasActed = false;
      this.focus(proposal.querySelector(DECISION));
    } else if (isLost) {
      const isToStay = again !== null && again.matches(DECISION) && !again.disabled;
      if (again?.disabled || (this.isUnderWay() && !isToStay)) {
        this.wait();
      } else {
        this.focus(again ?? this.home());
      }
    }
  }

  /** Nobody is drawn away from what they type, or from a form. */
  mayLeave() {
    const at = this.focused;
    return !at || at.matches("button, a") || (at === this.textBox && !typed(at));
  }

  /** Where the last focus was; what is clicked there is not answered yet. */
  get place() {
    const { message } = this.last;
    return message ? this.root.querySelector(`#${CSS.escape(message)}`) : null;
  }

  isUnderWay() {
    return Boolean(this.place?.querySelector("[aria-busy=true], [data-state=executing], [data-state=stopping]"));
  }

  /** The same control drawn anew, or what its decision has led to on the same card; null where it is gone for good. */
  again() {
    const { element, decides, label, id } = this.last;
    if (element.isConnected) {
      return element.checkVisibility() ? element : null;
    }
    const place = this.place;
    if (decides) {
      const same = place?.querySelector(`[data-decides="${decides}"]`);
      return same ?? (decides === "cancel" ? null : place?.querySelector(DECISION));
    }
    const drawn = [...(place?.querySelectorAll("[data-card] :is(button, a)") ?? [])];
    return drawn.find((one) => label && labelOf(one) === label) ?? (id ? this.root.querySelector(`#${CSS.escape(id)}`) : null);
  }

  /** The text box; where a finger taps it would only bring up a keyboard. */
  home() {
    return matchMedia("(pointer: coarse)").matches ? null : this.textBox;
  }

  focus(element) {
    element?.focus({ preventScroll: true });
  }
}

function addressOf(card) {
  return card.querySelector(DECISION)?.dataset.proposal;
}

function labelOf(element) {
  return element.matches("button, a") ? element.textContent.trim() || element.ariaLabel : "";
}

function typed(input) {
  return Boolean(input.value || input.textContent.trim());
}
