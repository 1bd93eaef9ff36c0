/**
 * A card comes a moment after its message, and may grow as it is decided: whoever was at the end of the talk, or waits for
 * this card, sees it whole. The front end draws every card anew with each answer; one that says what it said moves nobody.
 */

/** Forms and imports are shown from their beginning, which they see to themselves. */
const CARDS = ":is([data-card=contact], [data-card=list], [data-card=proposal])";

/** Milliseconds in which what is drawn anew is still the same card's coming. */
const COMING = 1500;

/** Pixels by which somebody may be away from the end and still be at it. */
const NEAR = 48;

/** Keeps the end of the talk in `root`, the page's body or the widget's shadow root, in sight as cards come. */
export function followNewestCard(root) {
  const drawn = new WeakSet();
  const seen = new Map();
  const look = () => {
    for (const card of root.querySelectorAll(CARDS)) {
      if (!drawn.has(card)) {
        drawn.add(card);
        follow(root, card, seen);
      }
    }
  };
  new MutationObserver(look).observe(root, { childList: true, subtree: true });
  look();
}

function follow(root, card, seen) {
  const message = card.closest("[id^='step-']")?.id;
  const before = seen.get(message);
  const now = { since: before?.since ?? performance.now(), says: card.textContent };
  seen.set(message, now);
  const isNewest = [...root.querySelectorAll(".ai-message")].at(-1)?.contains(card);
  const isComing = performance.now() - now.since < COMING || before.says !== now.says;
  if (!before || (isNewest && isComing)) {
    stayAtTheEnd(card, isNewest);
  }
}

function stayAtTheEnd(card, isNewest) {
  const view = scrollerOf(card);
  const below = view ? view.scrollHeight - view.scrollTop - view.clientHeight : 0;
  if (view && (isNewest || below <= card.offsetHeight + NEAR)) {
    view.scrollTop = view.scrollHeight;
  }
}

function scrollerOf(card) {
  let view = card;
  while (view && !/auto|scroll/.test(getComputedStyle(view).overflowY)) {
    view = view.parentElement;
  }
  return view;
}
