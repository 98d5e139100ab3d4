/* What every page needs. Nothing here is required to use a page, except dialogs, which have links beside them.
 *
 * data-dialog="ID"      on a button: opens <dialog id="ID">; data-dialog-now on a dialog: it is open from the start
 * data-menu             on <details>: closes on Escape and on a click elsewhere
 * data-confirm="Words"  on a form: asks before it is sent
 * data-focus-first      takes the focus when the page opens (the summary of what a form got wrong)
 * data-ago              on <time datetime>: shows "5 minutes ago", keeps the moment as its title
 * img                   one that did not come gets the class is-gone (its file may just have been deleted)
 *
 * Events on document: "icse:say" (detail: a sentence) is read out politely;
 * "icse:refreshed" (detail: the new element) is sent after any part of the page was replaced.
 */

const token = () => document.querySelector("#page-token [name=csrfmiddlewaretoken]")?.value ?? "";

document.addEventListener("icse:say", (event) => {
  const say = document.getElementById("say");
  if (say) say.textContent = event.detail;
});

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = token();
});

document.addEventListener("htmx:afterSettle", (event) => {
  document.dispatchEvent(new CustomEvent("icse:refreshed", { detail: event.target }));
});

// A form that is sent twice posts twice: the second press waits for the first one's answer.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  const refused = "sent" in form.dataset || (form.dataset.confirm && !window.confirm(form.dataset.confirm));
  if (refused) event.preventDefault();
  else form.dataset.sent = "";
});

window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) openDialog(opener.dataset.dialog);
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (opener || !menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector("details[data-menu][open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

function openDialog(id) {
  const dialog = document.getElementById(id);
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}

const UNITS = [
  ["year", 31536000],
  ["month", 2592000],
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
];

function ago(moment, language) {
  const seconds = Math.round((moment - Date.now()) / 1000);
  const words = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  for (const [unit, length] of UNITS) {
    if (Math.abs(seconds) >= length) return words.format(Math.trunc(seconds / length), unit);
  }
  return words.format(0, "second");
}

function refreshTimes(root) {
  for (const time of root.querySelectorAll("time[data-ago]")) {
    const moment = Date.parse(time.dateTime);
    if (Number.isNaN(moment)) continue;
    if (!time.title) time.title = time.textContent;
    time.textContent = ago(moment, document.documentElement.lang || "en");
  }
}

// Neither event bubbles. What failed before this ran is found by furnish.
document.addEventListener("error", (event) => markGone(event.target, true), true);
document.addEventListener("load", (event) => markGone(event.target, false), true);

function markGone(image, isGone) {
  if (image instanceof HTMLImageElement) image.classList.toggle("is-gone", isGone);
}

function furnish(root) {
  for (const image of root.querySelectorAll("img[src]")) {
    if (image.complete && !image.naturalWidth) markGone(image, true);
  }
  for (const dialog of root.querySelectorAll("dialog[data-dialog-now]")) openDialog(dialog.id);
  refreshTimes(root);
}

furnish(document);
document.querySelector("[data-focus-first]")?.focus();
document.addEventListener("icse:refreshed", () => furnish(document));
setInterval(() => refreshTimes(document), 30_000);
