/* Shortcuts. Single letters can be switched off (the switch is in the list that ? opens), and never act while typing.
 *
 * data-search       on a field: / goes there
 * data-row-link     on the link of each entry of a list: j and k go to the next and the previous; Enter opens, as for any link
 * data-go="b"       on a link: g then b follows it
 * data-key="n"      on a link or button: n presses it; data-key-words="New clue request" lists it under ?
 * data-row-key="a"  on a button of an entry: a presses the one of the entry that has the focus
 * x                 sets or clears the check box (data-select) of the entry or picture that has the focus
 * Ctrl+Enter        in a text area: sends its form
 */

const STORE = "icse-single-keys";
const GO_MS = 1500;
let goUntil = 0;

const isOn = () => localStorage.getItem(STORE) !== "off";
const isTyping = (element) =>
  element.isContentEditable ||
  element.matches("textarea, select") ||
  (element.matches("input") && !["checkbox", "radio", "button", "submit", "file"].includes(element.type));

// On a keyboard of another script the key that is j on a Latin one still means j.
function letter(event) {
  if (event.key.length === 1 && event.key.charCodeAt(0) < 128) return event.key;
  if (event.code.startsWith("Key")) return event.code.slice(3).toLowerCase();
  return event.code === "Slash" ? (event.shiftKey ? "?" : "/") : event.key;
}

document.addEventListener("keydown", (event) => {
  const target = event.target instanceof Element ? event.target : document.body;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && target.matches("textarea")) {
    event.preventDefault();
    target.form?.requestSubmit();
    return;
  }
  if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented || isTyping(target)) return;
  const pressed = letter(event);
  if ((isOn() || pressed === "?") && act(pressed)) event.preventDefault();
});

function act(pressed) {
  const dialog = document.querySelector("dialog[open]");
  if (dialog) return false;
  if (Date.now() < goUntil) return go(pressed);
  if (pressed === "g") goUntil = Date.now() + GO_MS;
  else if (pressed === "?") document.getElementById("shortcuts")?.showModal?.();
  else if (pressed === "/") return search();
  else if (pressed === "j") return step(1);
  else if (pressed === "k") return step(-1);
  else if (pressed === "x") return tick();
  else return pressOfRow(pressed) || press(`[data-key="${CSS.escape(pressed)}"]`);
  return true;
}

function go(pressed) {
  goUntil = 0;
  return press(`[data-go="${CSS.escape(pressed)}"]`);
}

function press(selector) {
  const element = [...document.querySelectorAll(selector)].find((found) => found.checkVisibility());
  if (!element || element.disabled) return false;
  element.click();
  return true;
}

function pressOfRow(pressed) {
  const element = document.activeElement?.closest("li, tr, .tile")?.querySelector(`[data-row-key="${CSS.escape(pressed)}"]`);
  element?.click();
  return Boolean(element);
}

function search() {
  const field = document.querySelector("[data-search]");
  field?.focus();
  field?.select?.();
  return Boolean(field);
}

const entry = (link) => link.closest("li, tr, .tile");

function step(by) {
  const links = [...document.querySelectorAll("[data-row-link]")].filter((link) => link.checkVisibility());
  if (!links.length) return false;
  const here = links.findIndex((link) => link === document.activeElement || entry(link)?.contains(document.activeElement));
  const next = here < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(Math.max(here + by, 0), links.length - 1);
  links[next].focus();
  links[next].scrollIntoView({ block: "nearest" });
  return true;
}

function tick() {
  const box = document.activeElement?.closest("li, tr, .tile")?.querySelector("input[data-select]");
  box?.click();
  return Boolean(box);
}

function listOwnKeys() {
  const list = document.querySelector("[data-shortcuts]");
  const listed = new Set();
  for (const element of document.querySelectorAll("[data-key][data-key-words], [data-row-key][data-key-words]")) {
    const pressed = element.dataset.key ?? element.dataset.rowKey;
    element.setAttribute("aria-keyshortcuts", pressed);
    if (!list || listed.has(pressed)) continue;
    listed.add(pressed);
    const key = document.createElement("kbd");
    key.textContent = pressed;
    const term = document.createElement("dt");
    term.append(key);
    const words = document.createElement("dd");
    words.textContent = element.dataset.keyWords;
    list.append(term, words);
  }
}

const change = document.querySelector("[data-keys-switch]");
if (change) {
  change.checked = isOn();
  change.addEventListener("change", () => localStorage.setItem(STORE, change.checked ? "on" : "off"));
}
listOwnKeys();
