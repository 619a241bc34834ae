// Keeps what somebody is typing, in this tab only, until it has arrived: a session that ran out loses nothing.
// Never secrets, never another person's words: a draft opens only for the person who typed it.
const PREFIX = "alongside:draft:";
const SKIPPED = new Set(["password", "hidden", "file", "checkbox", "radio", "submit", "button", "image", "reset", "search"]);

const person = document.body.dataset.person || "";
const key = (form) => {
  const forms = [...document.querySelectorAll("form")];
  return `${PREFIX}${location.pathname}${location.search}#${form.id || forms.indexOf(form)}`;
};
const keeps = (form) => form.method === "post" && !("noDraft" in form.dataset);
const mayBeKept = (input) =>
  input.name && !/^(off|one-time-code|cc-)/.test(input.autocomplete || "") && !("noDraft" in input.dataset);
const typed = (form) => [...form.elements].filter(
  (input) => (input.matches("textarea") || (input.matches("input") && !SKIPPED.has(input.type))) && mayBeKept(input),
);
const choices = (form) => [...form.elements].filter((input) => input.matches("[type=radio], [type=checkbox], select:not([multiple])") && mayBeKept(input));

// Some people's browsers refuse storage: then pages work as they would without this.
const storage = (() => {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
})();

const draftKeys = () => Object.keys(storage).filter((name) => name.startsWith(PREFIX));
const read = (name) => JSON.parse(storage.getItem(name));
const write = (name, draft) => {
  try {
    storage.setItem(name, JSON.stringify(draft));
  } catch {
    storage.removeItem(name);
  }
};

export function forgetDrafts() {
  if (storage) draftKeys().forEach((name) => storage.removeItem(name));
}

function save(form, sent) {
  const values = Object.fromEntries(typed(form).filter((input) => input.value).map((input) => [input.name, input.value]));
  const chosen = choices(form).filter((input) => input.matches("select") || input.checked).map((input) => [input.name, input.value]);
  if (Object.keys(values).length || sent) write(key(form), { person, sent, values, chosen });
  else storage.removeItem(key(form));
}

// A draft that was sent has arrived, unless this page asks to sign in or says that something went wrong.
function settle() {
  const inTrouble = "keepDrafts" in document.body.dataset || document.querySelector("[type=password]") !== null;
  for (const name of draftKeys()) {
    const draft = read(name);
    const arrived = draft.sent && "draftsArrived" in document.body.dataset;
    if (!arrived && (inTrouble || (draft.person && !person))) write(name, { ...draft, sent: false, lost: draft.lost || draft.sent });
    else if (draft.sent || draft.person !== person) storage.removeItem(name);
  }
}

// Choices come back only where somebody had sent them: nobody finds a yes that they were still thinking about.
function chooseAgain(form, chosen) {
  for (const input of choices(form)) {
    if (input.matches("select")) input.value = Object.fromEntries(chosen)[input.name] ?? input.value;
    else input.checked = chosen.some(([name, value]) => name === input.name && value === input.value);
  }
  return chosen.length > 0;
}

function restore(form) {
  const draft = read(key(form));
  if (!draft || draft.person !== person) return false;
  const empty = typed(form).filter((input) => !input.value && draft.values[input.name]);
  for (const input of empty) input.value = draft.values[input.name];
  return (draft.lost && chooseAgain(form, draft.chosen)) || empty.length > 0;
}

export function keepDrafts() {
  if (!storage) return;
  settle();
  const restored = [...document.forms].filter(keeps).map(restore).includes(true);
  const status = document.querySelector("[data-draft-status]");
  if (restored && status) {
    status.className = "notice";
    status.textContent = status.dataset.text;
  }
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && keeps(form)) save(form, false);
  });
  document.addEventListener("submit", (event) => {
    if ("signOut" in event.target.dataset) forgetDrafts();
    else if (keeps(event.target) && !event.defaultPrevented) save(event.target, true);
  });
}
