// Looks for new messages while somebody is looking at the page, and only then. The page works without it.
const EVERY_MS = 20000;

const list = () => document.querySelector("[data-newer]");
let asking = false;

async function look() {
  const messages = list();
  if (!messages || asking || document.visibilityState !== "visible") return;
  asking = true;
  const last = messages.lastElementChild;
  try {
    const answer = await fetch(`${messages.dataset.newer}?after=${last ? last.dataset.id : 0}`, { headers: { "HX-Request": "true" } });
    // A redirect leads to the sign-in page: the session has ended, and that page is no message.
    const fits = answer.status === 200 && !answer.redirected && messages.lastElementChild === last && messages.isConnected;
    if (fits) messages.insertAdjacentHTML("beforeend", await answer.text());
  } catch {
    // Out of reach for a while: the next look tries again.
  } finally {
    asking = false;
  }
}

setInterval(look, EVERY_MS);
document.addEventListener("visibilitychange", look);

// What was sent is no draft any more: an empty box says so to the keeper of drafts, one with words in it stays.
document.addEventListener("htmx:afterSettle", () => {
  const box = document.querySelector("#write-form textarea");
  if (!box) return;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  const summary = document.querySelector("[data-error-summary]");
  (summary || box).focus();
});
