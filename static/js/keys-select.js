/* Selecting by keys: one, all that are shown, and everything between while moving with Shift. */

import { bind, say } from "./keys-bound.js";
import { arrow, arrows, current, entryOf, step, targets } from "./keys-move.js";
import { selectAll, selected, settleGrid } from "./select.js";

const MOVES = { "Shift+j": 1, "Shift+k": -1 };
let range = null; // {anchor, boxes}: where moving with Shift began, and what it has selected since

const boxOf = (target) => entryOf(target)?.querySelector("input[data-select]:not(:disabled)");

function tick() {
  const box = current() && boxOf(current());
  if (!box) return false;
  box.click();
  tell(box);
  return true;
}

function tell(box) {
  say(`${selected(box.closest("[data-select-grid]")).length} selected`);
}

function stretch(pressed) {
  const from = current();
  if (!from && !(pressed in MOVES)) return false;
  if (!range?.anchor?.isConnected) range = { anchor: from && entryOf(from), boxes: [] };
  const moved = pressed in MOVES ? step(MOVES[pressed]) : arrow(pressed.replace("Shift+", ""));
  if (!moved) return false;
  range.anchor ??= entryOf(current());
  mark();
  return true;
}

function mark() {
  const all = targets();
  const [first, last] = [entryOf(current()), range.anchor]
    .map((entry) => all.findIndex((target) => entryOf(target) === entry))
    .sort((a, b) => a - b);
  const wanted = all.slice(first, last + 1).map(boxOf).filter(Boolean);
  for (const box of range.boxes) if (!wanted.includes(box)) box.checked = false;
  range.boxes = wanted.filter((box) => range.boxes.includes(box) || !box.checked);
  for (const box of wanted) box.checked = true;
  for (const grid of new Set(wanted.map((box) => box.closest("[data-select-grid]")))) settleGrid(grid);
  if (wanted.length) tell(wanted[0]);
}

function all() {
  const grid = current()?.closest("[data-select-grid]") ?? document.querySelector("[data-select-grid]");
  selectAll(grid);
  say(`${selected(grid).length} selected`);
}

// What was selected by moving stays when moving ends; the next range begins where the focus is then.
document.addEventListener("pointerdown", () => (range = null), true);
document.addEventListener("keydown", (event) => event.shiftKey || (range = null), true);

bind(() => {
  if (!document.querySelector("[data-select-grid] input[data-select]")) return [];
  const keys = [...Object.keys(MOVES), ...arrows().map((name) => `Shift+${name}`)];
  return [
    { keys: ["x"], words: "Select the entry, or not", run: tick },
    { keys, words: "Move, and select everything between", run: stretch },
    { keys: ["a"], words: "Select all that are shown, or none", run: all },
  ];
});
