/** The page shows a contact anew when the assistant has saved them, and asks it for a correction. */

document.addEventListener("contact-assistant:saved", async ({ detail }) => {
  const main = document.querySelector("main");
  if (main.dataset.contactId !== detail.contactId && !main.querySelector("[data-list]")) {
    return;
  }
  const answer = await fetch(location.href, { cache: "no-store" });
  if (answer.ok) {
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    main.replaceChildren(...fresh.querySelector("main").childNodes);
  }
});

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-ask]");
  if (button) {
    window.contactAssistant?.ask(button.dataset.ask);
  }
});
