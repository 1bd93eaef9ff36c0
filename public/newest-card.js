/**
 * A card comes a moment after its message: whoever was at the end of the talk, or waits for this card, sees it whole. The
 * front end draws every card anew with each answer; one that has been seen moves nobody.
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
  const firstSeen = new Map();
  const isComing = (card) => {
    const message = card.closest("[id^='step-']")?.id;
    firstSeen.has(message) || firstSeen.set(message, performance.now());
    return performance.now() - firstSeen.get(message) < COMING;
  };
  const look = () => {
    for (const card of root.querySelectorAll(CARDS)) {
      if (!drawn.has(card)) {
        drawn.add(card);
        isComing(card) && stayAtTheEnd(root, card);
      }
    }
  };
  new MutationObserver(look).observe(root, { childList: true, subtree: true });
  look();
}

function stayAtTheEnd(root, card) {
  const view = scrollerOf(card);
  const below = view ? view.scrollHeight - view.scrollTop - view.clientHeight : 0;
  const isNewest = [...root.querySelectorAll(".ai-message")].at(-1)?.contains(card);
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
