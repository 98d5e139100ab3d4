/* Moving from entry to entry of lists, tables and grids of pictures, and opening and concealing there.
 *
 * An entry is a .tile, an <li> or a <tr> that holds a link (data-row-link, .entry-title), a concealed picture or a check
 * box; that takes the focus. Tab stops at one picture of a grid only, and inside it at its parts: the arrows do the rest.
 */

import { bind, isVisible } from "./keys-bound.js";
import { concealOpened } from "./reveal.js";

const ENTRY = ".tile, li, tr";
const WANTED = ["[data-row-link]", "a.entry-title", ".tile-open", "input[data-select]"];
const STOPS = "a[href], button, input:not([type=hidden])";

export const entryOf = (element) => element?.closest(ENTRY) ?? element;
const rank = (element) => WANTED.findIndex((selector) => element.matches(selector));

/* What takes the focus in each visible entry, in the order of the page. */
export function targets() {
  const best = new Map();
  for (const element of document.querySelectorAll(WANTED.join())) {
    if (!isVisible(element) || element.closest("dialog")) continue;
    const entry = entryOf(element);
    if (!best.has(entry) || rank(element) < rank(best.get(entry))) best.set(entry, element);
  }
  return [...best.values()];
}

const hereOf = (all) => all.findIndex((target) => entryOf(target).contains(document.activeElement));

export function current() {
  const all = targets();
  return all[hereOf(all)];
}

export function focusOn(target) {
  target.focus();
  entryOf(target).scrollIntoView({ block: "nearest" });
  return true;
}

export function step(by) {
  const all = targets();
  if (!all.length) return false;
  const here = hereOf(all);
  const next = here < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(here + by, 0), all.length - 1);
  return focusOn(all[next]);
}

/* By an arrow, from an entry that has the focus: elsewhere arrows scroll, and among radio buttons they choose. */
export function arrow(name) {
  const from = current();
  if (!from || document.activeElement.matches("input[type=radio]")) return false;
  const down = { ArrowDown: 1, ArrowUp: -1 }[name];
  const inGrid = entryOf(from).matches(".tiles .tile");
  if (down) return inGrid ? toNextRow(from, down) : step(down);
  if (!inGrid) return false;
  const forward = getComputedStyle(entryOf(from)).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
  return step(name === forward ? 1 : -1);
}

/* Those that move on this page: to the sides in grids only. */
export function arrows() {
  const sideways = targets().some((target) => target.matches(".tiles *")) ? ["ArrowLeft", "ArrowRight"] : [];
  return ["ArrowDown", "ArrowUp", ...sideways];
}

function toNextRow(from, by) {
  const place = (target) => entryOf(target).getBoundingClientRect();
  const { top, left } = place(from);
  const beyond = targets().filter((target) => (place(target).top - top) * by > 1);
  if (!beyond.length) return true;
  const nearest = Math.min(...beyond.map((target) => Math.abs(place(target).top - top)));
  const row = beyond.filter((target) => Math.abs(Math.abs(place(target).top - top) - nearest) <= 1);
  const away = (target) => Math.abs(place(target).left - left);
  return focusOn(row.reduce((one, other) => (away(other) < away(one) ? other : one)));
}

function open() {
  const target = current();
  if (target !== document.activeElement || !target?.matches("a[href]")) return false;
  target.click();
  return true;
}

/* The picture of the entry that has the focus; on a page of one picture that one, as long as nothing has the focus. */
function picture() {
  const active = document.activeElement;
  if (active && active !== document.body && active.id !== "main") {
    return active.matches("button, summary, input, label") ? null : current() && entryOf(current()).querySelector("[data-plain]");
  }
  const all = [...document.querySelectorAll("[data-plain]")].filter(isVisible);
  return all.length === 1 ? all[0] : null;
}

function turn() {
  const button = picture();
  button?.click();
  return Boolean(button);
}

bind(() => {
  const all = targets();
  if (!all.length) return [];
  const links = all.some((target) => target.matches("a[href]"));
  return [
    { keys: ["j"], words: "Next entry", run: () => step(1) },
    { keys: ["k"], words: "Entry before", run: () => step(-1) },
    { keys: arrows(), words: "Move, from an entry", run: arrow },
    ...(links ? [{ keys: ["Enter"], words: "Open the entry", run: open }] : []),
  ];
});

bind(() =>
  document.querySelector("[data-plain]")
    ? [
        { keys: ["Space"], words: "Open or conceal its picture (opening is recorded)", run: turn },
        { keys: ["Escape"], words: "Conceal the open picture", typing: true, run: concealOpened },
      ]
    : [],
);

/* ---- One stop for Tab in each grid ---- */

function settle(grid, chosen) {
  const tiles = [...grid.querySelectorAll(".tile")];
  const stop = tiles.includes(chosen) ? chosen : (tiles.find((tile) => tile.dataset.stop === "") ?? tiles[0]);
  for (const tile of tiles) {
    if (tile === stop) tile.dataset.stop = "";
    else delete tile.dataset.stop;
    for (const element of tile.querySelectorAll(STOPS)) {
      if (tile === stop) element.removeAttribute("tabindex");
      else element.tabIndex = -1;
    }
  }
}

const outermost = (tile) => {
  let grid = tile?.closest(".tiles");
  while (grid?.parentElement.closest(".tiles")) grid = grid.parentElement.closest(".tiles");
  return grid;
};

function settleAll() {
  for (const grid of document.querySelectorAll(".tiles:not(.tiles .tiles)")) {
    if (!grid.querySelector("input[type=radio]")) settle(grid, document.activeElement?.closest(".tile"));
  }
}

document.addEventListener("focusin", (event) => {
  const tile = event.target.closest?.(".tile");
  const grid = outermost(tile);
  if (grid && !grid.querySelector("input[type=radio]")) settle(grid, tile);
});
document.addEventListener("icse:refreshed", settleAll);
settleAll();
