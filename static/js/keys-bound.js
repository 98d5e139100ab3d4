/* What is bound to keys. One list serves the keyboard (keys.js) and the list under ?, so that the list cannot lie.
 *
 * bind(() => [{ keys: ["j"], words: "Next entry", run: () => true }])
 *
 * The function is asked at every press, and answers with what there is on the page now. keys: names as of `named`,
 * "g b" for one after the other. run answers false where nothing happened: the browser then does what it always does.
 * typing: also while somebody types.
 */

const makers = [];

export const bind = (make) => makers.push(make);

/* Everything that is bound on the page as it is now. A key that two things want belongs to the first. */
export function bound() {
  const taken = new Set();
  const found = [];
  for (const command of makers.flatMap((make) => make())) {
    const keys = command.keys.filter((key) => !taken.has(key));
    for (const key of keys) taken.add(key);
    if (keys.length) found.push({ ...command, keys });
  }
  return found;
}

/* The name of a pressed key: "j", "?", "ArrowDown", "Space"; with "Shift+" before letters and named keys only, since
 * on some keyboards Shift is needed for / and on others for nothing at all. Capital letters of Caps Lock are small. */
export function named(event) {
  const key = event.key === " " ? "Space" : letter(event);
  if (key.length === 1 && key.toLowerCase() === key.toUpperCase()) return key;
  return `${event.shiftKey ? "Shift+" : ""}${key.length === 1 ? key.toLowerCase() : key}`;
}

// On a keyboard of another script the key that is j on a Latin one still means j.
function letter(event) {
  if (event.key.length !== 1 || event.key.charCodeAt(0) < 128 || event.getModifierState("AltGraph")) return event.key;
  if (event.code.startsWith("Key")) return event.code.slice(3).toLowerCase();
  return event.code === "Slash" ? (event.shiftKey ? "?" : "/") : event.key;
}

export const isVisible = (element) => element.checkVisibility();

export function say(words) {
  document.dispatchEvent(new CustomEvent("icse:say", { detail: words }));
}
