/**
 * Reads each new answer out once. The front end draws the whole talk anew with every answer: were the talk itself a
 * live region, a screen reader would hear all of it again. No sentence stands here: what is read is what is shown.
 */

/** Milliseconds without a change after which an answer is whole; of the talk around it there may be more to come. */
const WHOLE = 400;

/** Milliseconds that words stay to be read out; what stayed for good would be met a second time by whoever reads on. */
const STAYS = 3000;

/** Characters of an answer that are read out; the rest is there to be read. */
const LONGEST = 600;

const UNSEEN = "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap";

/** Announces what is answered in `root` from now on; what a page begins with is there to be read, and not announced. */
export function announceAnswers(root) {
  const announcer = new Announcer(root);
  new MutationObserver(() => announcer.wait()).observe(root, { childList: true, subtree: true, characterData: true });
  announcer.wait();
}

class Announcer {
  constructor(root) {
    this.root = root;
    this.texts = new Map();
    this.told = new Map();
    this.heard = new Map();
    this.news = [];
    this.hasBegun = false;
    this.region = document.createElement("div");
    this.region.setAttribute("aria-live", "polite");
    this.region.dataset.announces = "";
    this.region.style.cssText = UNSEEN;
    root.append(this.region);
  }

  wait() {
    this.timer ??= setTimeout(() => this.look(), WHOLE);
  }

  /** One answer at a time: what is put in the place of another at once is all that is read. */
  look() {
    this.timer = null;
    for (const answer of this.root.querySelectorAll("[data-step-type=assistant_message] [id^='step-']")) {
      this.lookAt(answer);
    }
    this.hasBegun ||= this.heard.size > 0;
    if (this.news.length > 0) {
      this.readOut(this.news.shift());
      this.wait();
    }
  }

  readOut(words) {
    clearTimeout(this.clearing);
    this.region.textContent = words;
    this.clearing = setTimeout(() => this.region.replaceChildren(), STAYS);
  }

  /** An answer that has not changed since the last look is whole; each is asked once what is new in it. */
  lookAt(answer) {
    const { id, textContent } = answer;
    if (this.texts.get(id) !== textContent) {
      this.texts.set(id, textContent);
      this.wait();
    } else if (this.told.get(id) !== textContent) {
      this.told.set(id, textContent);
      const news = this.newsOf(answer).slice(0, LONGEST);
      news && this.hasBegun && this.news.push(news);
    }
  }

  /** What an answer says that was not heard yet; of a proposal, how it stands by now. */
  newsOf(answer) {
    const { said, stands } = spoken(answer);
    const before = this.heard.get(answer.id);
    if (!said && !stands) {
      return "";
    }
    this.heard.set(answer.id, { said, stands });
    if (!before) {
      return [said, stands].filter(Boolean).join(" ");
    }
    const more = said.startsWith(before.said) && !stands ? said.slice(before.said.length).trim() : "";
    return stands === before.stands ? more : stands;
  }
}

function spoken(answer) {
  const card = answer.querySelector("[data-card]");
  if (card?.querySelector("[data-state=executing]")) {
    return { said: "", stands: "" }; // its end is the news
  }
  if (card) {
    const told = [".ca-say", ".ca-warning p"].flatMap((part) => [...card.querySelectorAll(part)].map(textOf));
    const named = card.querySelector("[aria-label]")?.ariaLabel ?? textOf(card);
    const stands = card.querySelector(".ca-state");
    const isProposal = stands !== null;
    return isProposal
      ? { said: named, stands: [...told, textOf(stands)].join(" ") }
      : { said: [...told, named].join(" "), stands: "" };
  }
  const isBeingDrawn = answer.querySelector(".inline-custom") && !answer.querySelector(".inline-custom [role=alert]");
  return { said: isBeingDrawn ? "" : textOf(answer.querySelector(".message-content")), stands: "" };
}

function textOf(element) {
  return element?.innerText?.replace(/\s+/g, " ").trim() ?? "";
}
