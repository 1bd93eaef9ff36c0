/** Whoever signs out here is out at the assistant, too: first here, so that no page asks for a token any more. */

const form = document.querySelector("#sign-out");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  await fetch(form.action, { method: "POST", redirect: "manual" });
  const out = new URL("/sign-out", form.dataset.assistant);
  await fetch(out, { method: "POST", credentials: "include", redirect: "manual" }).catch(() => {});
  location.assign("/sign-in");
});
