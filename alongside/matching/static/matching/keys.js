// Single keys for whoever looks through many suggestions. They work only after somebody switched them on: a key that
// does something by itself gets in the way of screen readers and of speech (WCAG 2.1.4).
const box = document.querySelector("[data-keys]");
const on = box.querySelector("input");
const REMEMBERED = "alongside-keys";

// A browser that keeps nothing refuses both: the switch then holds for this page only.
const kept = (deed) => {
  try {
    return deed(localStorage);
  } catch {
    return null;
  }
};

box.hidden = false;
on.checked = kept((store) => store.getItem(REMEMBERED)) === "on";
on.addEventListener("change", () => kept((store) => store.setItem(REMEMBERED, on.checked ? "on" : "off")));

document.addEventListener("keydown", (event) => {
  const writes = event.target.closest("input:not([type=checkbox]), textarea, select");
  if (!on.checked || writes || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
  const deed = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!deed) return;
  event.preventDefault();
  deed.click();
});
