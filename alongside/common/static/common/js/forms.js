// A form is sent once, however often the button is pressed.
const PAUSE_MS = 5000;

const release = (form) => {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
};

export function guardForms() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    for (const button of form.querySelectorAll("button")) button.setAttribute("aria-disabled", "true");
    // A download leaves the page standing, so the form must come back by itself.
    setTimeout(release, PAUSE_MS, form);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest("form");
    if (form) release(form);
  });
  // Coming back by the back button finds the form ready again.
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));
}
