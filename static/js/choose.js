/* Adding what is selected to a series: the series is looked for in a dialog, and what is pressed there sends the form.
 *
 * <button type="button" data-dialog="choose-series" data-choose data-select-needs="1">
 * <dialog id="choose-series"> <form method="post" data-choose-form> <input type="search" name="words" …>
 *   <span data-choose-count></span> <div data-choose-found> <button formaction="…"> each</div> </form> </dialog>
 *
 * Enter in the field presses the first that was found. Typing empties what was found before, so that it cannot press
 * what was found for other words.
 */

document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-choose]");
  if (opener) begin(opener.closest("form"), document.querySelector("[data-choose-form]"));
});

function begin(from, form) {
  const values = [...from.querySelectorAll("input[data-select]:checked")].map((box) => box.value);
  for (const old of form.querySelectorAll("input[name=items]")) old.remove();
  for (const value of values) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: "items", value });
    form.append(field);
  }
  form.querySelector("[data-choose-count]").textContent = `${values.length} selected`;
  const words = form.querySelector("input[type=search]");
  words.focus();
  words.select();
}

document.addEventListener("input", (event) => {
  if (event.target.matches?.("[data-choose-form] input[type=search]")) found(event.target.form).replaceChildren();
});

document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-choose-form]") && !event.submitter?.hasAttribute("formaction")) event.preventDefault();
}, true);

document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("[data-choose-form]");
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!form || !by || event.isComposing) return;
  const stops = [form.querySelector("input[type=search]"), ...found(form).querySelectorAll("button")];
  const next = stops.indexOf(document.activeElement) + by;
  stops[Math.min(Math.max(next, 0), stops.length - 1)].focus();
  event.preventDefault();
});

const found = (form) => form.querySelector("[data-choose-found]");
