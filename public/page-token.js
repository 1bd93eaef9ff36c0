/**
 * Lets in whoever reads the page, as its own backend says: it signs a token, and the assistant takes it once, for its
 * cookie. The token goes from the one answer into the other request, and stays nowhere.
 */

import { ask } from "./mend.js";

/** Why somebody does not come in, in the reader's words; an empty sentence is nothing to speak of. */
export class NotLetIn extends Error {
  constructor(sentence) {
    super("Nobody was let in.");
    this.sentence = sentence;
  }
}

/** What the server tells once whoever reads the page is in; `address` is where the page's backend gives the token. */
export async function comeIn(server, address, page) {
  const token = await tokenFrom(new URL(address, document.baseURI));
  await (token === null ? letOut(server) : exchange(server, token));
  const told = await ask(server, { page });
  if (token === null) {
    throw new NotLetIn(told?.member?.needed_on_page);
  }
  if (told?.member?.name === null) {
    throw new NotLetIn(told.member.cookies_needed);
  }
  return told;
}

/** How the page's backend says that nobody is signed in there: no token, a refusal; many lead to where people sign in. */
const NOBODY = new Set([204, 401, 403]);

/** The token; null when nobody is signed in on the page. */
async function tokenFrom(address) {
  if (address.origin !== window.location.origin) {
    throw new Error("The token has to come from the page's own origin.");
  }
  const headers = { Accept: "application/json" };
  const answer = await fetch(address, { method: "POST", headers, cache: "no-store", redirect: "manual" });
  if (answer.type === "opaqueredirect" || NOBODY.has(answer.status)) {
    return null;
  }
  const { token } = answer.ok ? await answer.json() : {};
  if (typeof token !== "string") {
    throw new Error("The page gave no token.");
  }
  return token;
}

async function exchange(server, token) {
  const answer = await fetch(new URL("sign-in/token", server), {
    method: "POST",
    credentials: "include",
    headers: { Authorization: `Bearer ${token}` },
  });
  if (!answer.ok) {
    const { detail } = await answer.json();
    throw new NotLetIn(detail);
  }
}

/** Somebody who left the page's own sign-in is out here, too. */
async function letOut(server) {
  await fetch(new URL("sign-out", server), { method: "POST", credentials: "include", redirect: "manual" });
}
