/* Selecting many pictures in a grid.
 *
 * <form>
 *   <div class="tiles" data-select-grid> tiles with <input type="checkbox" data-select> (components/tile.html with select="…") </div>
 *   <span data-select-count></span>                                     "3 selected"
 *   <button data-select-needs="1" data-select-label="Make a series of {n}">Make a series</button>
 * </form>                                  data-select-needs, data-select-most: how many must be selected for the button
 *
 * Shift and a click select everything between; Ctrl+A (with the focus in the grid) selects all, and once more none.
 * Each grid needs a form of its own round it. Without scripts the boxes and buttons work as plain ones.
 */

let last = null;

const boxes = (grid) => [...grid.querySelectorAll("input[data-select]")].filter((box) => !box.disabled);

document.addEventListener("click", (event) => {
  const box = event.target.closest?.("input[data-select]");
  const grid = box?.closest("[data-select-grid]");
  if (!grid) return;
  if (event.shiftKey && last && grid.contains(last)) range(boxes(grid), last, box);
  last = box;
  count(grid);
});

document.addEventListener("change", (event) => {
  const grid = event.target.closest?.("[data-select-grid]");
  if (grid) count(grid);
});

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
  if (event.key.toLowerCase() !== "a" && event.code !== "KeyA") return;
  const grid = event.target.closest?.("[data-select-grid]");
  if (!grid) return;
  event.preventDefault();
  selectAll(grid);
});

/* All that are shown; once more none. What is folded away is not taken unseen. */
export function selectAll(grid) {
  const all = boxes(grid).filter((box) => !box.closest("details:not([open])"));
  const wanted = !all.every((box) => box.checked);
  for (const box of all) box.checked = wanted;
  count(grid);
}

export const selected = (grid) => boxes(grid).filter((box) => box.checked);

function range(all, from, to) {
  const [first, end] = [all.indexOf(from), all.indexOf(to)].sort((a, b) => a - b);
  for (const box of all.slice(first, end + 1)) box.checked = to.checked;
}

function count(grid) {
  const around = grid.closest("form") ?? document;
  const n = selected(grid).length;
  for (const place of around.querySelectorAll("[data-select-count]")) place.textContent = `${n} selected`;
  for (const button of around.querySelectorAll("[data-select-needs]")) settle(button, n);
}

export const settleGrid = count;

function settle(button, n) {
  button.disabled = n < Number(button.dataset.selectNeeds || 1) || n > Number(button.dataset.selectMost || Infinity);
  const label = button.dataset.selectLabel;
  if (!label) return;
  button.dataset.selectPlain ??= button.textContent;
  button.textContent = n ? label.replace("{n}", String(n)) : button.dataset.selectPlain;
}

function countAll() {
  for (const grid of document.querySelectorAll("[data-select-grid]")) count(grid);
}

countAll();
document.addEventListener("icse:refreshed", countAll);
// A form that the browser restored (back button, reload) has its boxes set only after this.
window.addEventListener("pageshow", countAll);
