/* Keys that the page's own elements ask for.
 *
 * data-search       on a field: / goes there (else to the search of every page, data-search-everything)
 * data-key="n"      on a link or button: n presses it; data-key-words="New clue request" stands in the list of keys
 * data-row-key="a"  on a button of an entry: a presses the one of the entry that has the focus; with data-key-words
 * data-key-focuses  beside either: the key moves the focus there and presses nothing; on a list of choices, Enter then
 *                   sends its form
 * data-go="b"       on a link: g then b follows it
 */

import { bind, isVisible, say } from "./keys-bound.js";
import { focusOn } from "./keys-move.js";

const NEEDS = { 1: "Select something first.", 2: "Select two first." };

function search(field) {
  field.focus();
  field.select?.();
}

function press(element) {
  if (element.disabled) say(NEEDS[element.dataset.selectNeeds] ?? "Not now.");
  else if ("keyFocuses" in element.dataset) focusOn(element);
  else element.click();
}

const visible = (selector) => [...document.querySelectorAll(selector)].filter(isVisible);

bind(() =>
  visible("[data-key][data-key-words]").map((element) => ({
    keys: [element.dataset.key],
    words: element.dataset.keyWords,
    run: () => press(element),
  })),
);

bind(() => {
  const found = new Map();
  for (const { dataset } of visible("[data-row-key][data-key-words]")) found.set(dataset.rowKey, dataset.keyWords);
  return [...found].map(([key, words]) => ({ keys: [key], words, run: () => pressOfEntry(key) }));
});

function pressOfEntry(key) {
  const entry = document.activeElement?.closest("li, tr, .tile");
  const element = entry?.querySelector(`[data-row-key="${CSS.escape(key)}"]`);
  if (element) press(element);
  else say("Go to an entry first.");
}

bind(() => {
  const field = visible("[data-search]")[0] ?? visible("[data-search-everything]")[0];
  return field ? [{ keys: ["/"], words: "Search", run: () => search(field) }] : [];
});

bind(() =>
  visible("[data-go]").map((element) => ({
    keys: [`g ${element.dataset.go}`],
    words: element.textContent.trim(),
    run: () => element.click(),
  })),
);

for (const element of document.querySelectorAll("[data-key], [data-row-key]"))
  element.setAttribute("aria-keyshortcuts", element.dataset.key ?? element.dataset.rowKey);
