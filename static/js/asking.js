/* The form of a new clue request: <form data-asking>.
 *
 * <button data-hope name="hope" value="FR">: adds the country to those hoped for, without sending the form; it then asks for
 * the part of the page that follows (asking_help.html), as a change of the field by hand does. Without JavaScript the button
 * sends the form, which comes back with the country added.
 */

document.addEventListener("click", (event) => {
  const button = event.target.closest("form[data-asking] button[data-hope]");
  if (!button) return;
  const field = button.form.elements.namedItem("hoped_countries");
  if (!field) return;
  event.preventDefault();
  const before = field.value.split(",").map((word) => word.trim()).filter(Boolean);
  field.value = [...new Set([...before, button.value])].join(", ");
  field.dispatchEvent(new Event("change", { bubbles: true }));
  field.focus();
});
