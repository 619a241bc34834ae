// Makes pages that already work a little kinder: nothing here is needed to do anything.
import { guardForms } from "./forms.js";
import { keepDrafts, forgetDrafts } from "./drafts.js";

const summary = document.querySelector("[data-error-summary]");
if (summary) summary.focus();

guardForms();
keepDrafts();

document.addEventListener("click", (event) => {
  const exit = event.target.closest("[data-quick-exit]");
  if (!exit) return;
  event.preventDefault();
  forgetDrafts();
  document.title = " ";
  document.body.hidden = true;
  location.replace(exit.href);
});
