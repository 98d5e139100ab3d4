/* Keys that the page's own elements ask for.
 *
 * data-search       on a field: / goes there (else to the search of every page, data-search-everything)
 * data-key="n"      on a link or button: n presses it; data-key-words="New clue request" stands in the list of keys
 * data-go="b"       on a link: g then b follows it
 */

import { bind, isVisible, say } from "./keys-bound.js";

const NEEDS = { 1: "Select something first.", 2: "Select two first." };

function search(field) {
  field.focus();
  field.select?.();
}

function press(element) {
  if (element.disabled) say(NEEDS[element.dataset.selectNeeds] ?? "Not now.");
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

for (const element of document.querySelectorAll("[data-key]")) element.setAttribute("aria-keyshortcuts", element.dataset.key);
