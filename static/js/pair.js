/* Merging or linking two series that are selected on the board.
 *
 * <input type="checkbox" data-select value="KEY" data-reference="SE-…" data-merge="/…" data-link="/…"> in each entry
 * <button type="button" data-pair="merge" data-select-needs="2" data-select-most="2" hidden>
 *
 * The series that was made first stays: its reference is known longest. The next page shows what would happen.
 */

const show = () => {
  for (const button of document.querySelectorAll("[data-pair][hidden]")) button.hidden = false;
};

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-pair]");
  if (!button) return;
  const chosen = [...button.closest("form").querySelectorAll("input[data-select]:checked")];
  if (chosen.length !== 2) return;
  // Keys begin with the moment in which they were made.
  const [first, other] = chosen.sort((one, two) => (one.value < two.value ? -1 : 1));
  window.location.assign(`${first.dataset[button.dataset.pair]}?other=${encodeURIComponent(other.dataset.reference)}`);
});

document.addEventListener("icse:refreshed", show);
show();
