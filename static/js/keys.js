/* Keys. Which there are stands in the modules that bind them; ? lists those of the page.
 *
 * Keys of a single character can be switched off (the switch is in that list). None acts while somebody types, composes
 * a character or has a dialog open, nor with Ctrl, Alt or the system's key held. AltGr only makes characters.
 * Ctrl+Enter in a text area sends its form; so does Enter in a list of choices that a key moves to.
 */

import { bind, bound, named } from "./keys-bound.js";
import "./keys-move.js";
import "./keys-select.js";
import "./keys-page.js";
import "./neighbours.js";
import "./choose.js";
import "./pair.js";

const STORE = "icse-single-keys";
const SECOND_MS = 1500;
const HELP = "?";
const SHOWN = { ArrowDown: "↓", ArrowUp: "↑", ArrowLeft: "←", ArrowRight: "→", Escape: "Esc" };
let first = { key: "", until: 0 };

const isOn = () => localStorage.getItem(STORE) !== "off";
const isCharacter = (key) => key.replace("Shift+", "").length === 1 || key.includes(" ");
const isTyping = (element) =>
  element.isContentEditable ||
  element.matches("textarea, select") ||
  (element.matches("input") && !["checkbox", "radio", "button", "submit", "file"].includes(element.type));

document.addEventListener("keydown", (event) => {
  const target = event.target instanceof Element ? event.target : document.body;
  // What a browser fills in by itself comes as a keydown without a key.
  if (!event.key || event.isComposing || event.defaultPrevented) return;
  if (event.key === "Enter" && sends(event, target)) {
    event.preventDefault();
    target.form?.requestSubmit();
    return;
  }
  const held = (event.ctrlKey || event.altKey || event.metaKey) && !event.getModifierState("AltGraph");
  if (held || document.querySelector("dialog[open]")) return;
  if (act(named(event), isTyping(target))) event.preventDefault();
});

const sends = (event, target) =>
  event.ctrlKey || event.metaKey ? target.matches("textarea") : target.matches("select[data-key-focuses]");

function act(pressed, typing) {
  const commands = bound().filter((command) => command.typing || !typing);
  const wanted = Date.now() < first.until ? `${first.key} ${pressed}` : pressed;
  first = { key: "", until: 0 };
  const command = commands.find(({ keys }) => keys.includes(wanted));
  if (isCharacter(wanted) && wanted !== HELP && !isOn()) return false;
  if (command) return command.run(wanted) !== false;
  const begins = commands.some(({ keys }) => keys.some((key) => key.startsWith(`${wanted} `)));
  if (begins) first = { key: wanted, until: Date.now() + SECOND_MS };
  return begins;
}

function showHelp() {
  const list = document.querySelector("[data-shortcuts]");
  list?.replaceChildren(...bound().map(line));
  document.getElementById("shortcuts")?.showModal?.();
}

function line({ keys, words }) {
  const pair = document.createElement("div");
  const term = document.createElement("dt");
  const what = document.createElement("dd");
  what.textContent = words;
  for (const key of keys) {
    const names = key.split(/[ +]/).map(shown);
    if (term.childNodes.length) term.append(" ");
    term.append(...names.flatMap((one, place) => (place ? [key.includes("+") ? "+" : " then ", one] : [one])));
  }
  pair.append(term, what);
  return pair;
}

function shown(name) {
  const key = document.createElement("kbd");
  key.textContent = SHOWN[name] ?? name;
  return key;
}

bind(() => [{ keys: [HELP], words: "This list", run: showHelp }]);

const change = document.querySelector("[data-keys-switch]");
if (change) {
  change.checked = isOn();
  change.addEventListener("change", () => localStorage.setItem(STORE, change.checked ? "on" : "off"));
}
