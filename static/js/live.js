/* The live page: listens to the server's events and refreshes the parts of the page that they touch.
 *
 * On <body>:
 *   data-live="/events"         where the event stream is
 *   data-live-cursor="…"        optional: the stream's cursor when the page was made; sent as ?after=… at the first opening.
 *                               Without it every part is fetched once when the stream opens, so that nothing is missed between.
 * On a live part (it needs an id if it holds fields or is scrolled):
 *   data-live-url="/fragment"   the HTML of this very element, fetched with "X-Requested-With: live"
 *   data-live-types="a.b c."    event types, separated by spaces; a trailing dot means "everything that begins so"
 *   data-live-object="UUID …"   optional: only events that name one of these objects
 *   data-live-also="x.y"        optional: event types that touch the part whatever objects they name
 *   data-live-every="45"        optional: seconds after which it is fetched again, as long as somebody looks at the page
 *   data-live-say="Words"       optional: read out politely after a refresh that changed something
 *   data-live-gone="/board/"    optional: where to go when the part is no longer available (404)
 * Inside a part:
 *   data-live-keep              on an element with an id: it is kept as it is (a form that somebody is filling in)
 *   data-live-refused           on an element with an id: what was refused, kept as a form that shows errors is kept:
 *                               also where the fresh part has no such form any more
 * Anywhere: <… data-live-status> with <… data-live-words> inside shows connected, reconnecting or lost.
 *
 * The stream sends "change" {"type": "thread.posted", "objects": ["UUID", …]}, "reload" (refresh everything) and "hello".
 * "sight.changed" says that what the officer may see has changed: everything is refreshed, and the page itself is asked for
 * again; if it answers 404, "no longer available" takes the place of what it shows.
 */

const DEBOUNCE_MS = 60;
const REOPEN_MS = [2_000, 5_000, 15_000, 60_000];
const HIDDEN_CLOSE_MS = 60_000;
const SIGHT_CHANGED = "sight.changed";
const HEADERS = { "X-Requested-With": "live" };
const GONE = "This is no longer available to you.";
const SIGNED_OUT = "You have been signed out. Sign in again.";
const WORDS = { connected: "Live", reconnecting: "Reconnecting", lost: "Connection lost", "signed-out": "Signed out" };

const ADDED = "[name=csrfmiddlewaretoken], [data-select-count], [data-select-needs], [data-tile-error]";
const EMPTIED = "time[data-ago], [data-live-keep][id], button[data-plain]";
const REFUSED = "form:has(.flash-error, .errorlist), [data-live-refused][id]";
const MARKED = "[data-tile], [data-stop], .tiles .tile *, button[data-plain], time[data-ago], details, form";

const address = document.body?.dataset.live;
const parts = new WeakMap(); // element -> {timer, busy, again}
let stream = null;
let curtain = null; // hides the page while nobody is signed in
let reopenTimer = null;
let hiddenTimer = null;
let failures = 0;
let openings = 0;
let caughtUp = Boolean(document.body?.dataset.liveCursor);

function say(words) {
  document.dispatchEvent(new CustomEvent("icse:say", { detail: words }));
}

function show(status) {
  for (const sign of document.querySelectorAll("[data-live-status]")) {
    if (sign.dataset.liveStatus === status) continue;
    if (status === "lost") say(WORDS.lost);
    sign.dataset.liveStatus = status === "signed-out" ? "lost" : status;
    const words = sign.querySelector("[data-live-words]");
    if (words) words.textContent = WORDS[status];
  }
}

/* ---- Which parts an event touches ---- */

function wants(part, change) {
  if ((part.dataset.liveAlso ?? "").split(/\s+/).includes(change.type)) return true;
  const types = (part.dataset.liveTypes ?? "").split(/\s+/).filter(Boolean);
  const named = types.some((type) => (type.endsWith(".") ? change.type.startsWith(type) : change.type === type));
  const objects = (part.dataset.liveObject ?? "").split(/\s+/).filter(Boolean);
  return named && (!objects.length || objects.some((object) => (change.objects ?? []).includes(object)));
}

const liveParts = () => document.querySelectorAll("[data-live-url]");

function onChange(event) {
  const change = JSON.parse(event.data);
  if (change.type === SIGHT_CHANGED) {
    refreshAll();
    lookAgain();
    return;
  }
  for (const part of liveParts()) if (wants(part, change)) schedule(part);
}

function refreshAll() {
  for (const part of liveParts()) schedule(part);
}

// What the officer may see has changed: a page that is no longer there for this person is taken away.
async function lookAgain() {
  try {
    const response = await fetch(location.href, { headers: HEADERS, credentials: "same-origin", redirect: "manual", cache: "no-store" });
    if (response.status === 404) pageGone();
    else if (response.type === "opaqueredirect" || response.status === 401) signedOut();
  } catch {
    caughtUp = false; // as above: once the network is back, everything is asked for again
  }
}

function pageGone() {
  const notice = document.createElement("p");
  notice.className = "empty";
  notice.textContent = GONE;
  notice.tabIndex = -1;
  document.title = "ICSE";
  document.getElementById("main")?.replaceChildren(notice);
  notice.focus();
  changed(notice, GONE);
}


// Nobody knows what came while the stream was away; when it opens for the first time, the page is fresh.
function reload() {
  refreshAll();
  if (openings > 1) lookAgain();
}

function schedule(part) {
  const state = parts.get(part) ?? { timer: null, busy: false, again: false };
  parts.set(part, state);
  if (state.busy) state.again = true;
  else if (state.timer === null) state.timer = setTimeout(() => refresh(part, state), DEBOUNCE_MS);
}

/* ---- Parts that are fetched again every so many seconds ---- */

const beats = new Set();

function listenToBeats() {
  for (const part of document.querySelectorAll("[data-live-every]")) {
    const every = part.dataset.liveEvery;
    if (!(Number(every) > 0) || beats.has(every)) continue;
    beats.add(every);
    setInterval(() => onBeat(every), Number(every) * 1_000);
  }
}

function onBeat(every) {
  if (document.hidden || !stream) return;
  for (const part of document.querySelectorAll(`[data-live-every="${CSS.escape(every)}"]`)) schedule(part);
}

/* ---- Refreshing one part ---- */

async function refresh(part, state) {
  state.timer = null;
  if (!part.isConnected) return;
  state.busy = true;
  let now = part;
  try {
    now = await fetchInto(part);
  } catch {
    // The network is away. The stream will notice too, and everything is refreshed once it is back.
    caughtUp = false;
  }
  state.busy = false;
  if (state.again && now.isConnected && now.dataset.liveUrl) {
    state.again = false;
    schedule(now);
  }
}

async function fetchInto(part) {
  const response = await fetch(part.dataset.liveUrl, {
    headers: HEADERS,
    credentials: "same-origin",
    redirect: "manual",
    cache: "no-store",
  });
  if (response.status === 404) return gone(part);
  if (response.type === "opaqueredirect" || response.status === 401) {
    signedOut();
    return part;
  }
  if (!response.ok) return part;
  const fresh = parse(await response.text());
  return fresh ? replace(part, fresh) : part;
}

function parse(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return holder.content.firstElementChild;
}

// The session is over: what is shown may no longer be for this person's eyes, and the stream would only be refused.
function signedOut() {
  stream?.close();
  stream = null;
  show("signed-out");
  if (curtain) return;
  curtain = document.createElement("p");
  curtain.className = "empty";
  const link = document.createElement("a");
  link.href = location.href;
  link.target = "_blank";
  link.textContent = SIGNED_OUT;
  curtain.append(link);
  const main = document.getElementById("main");
  for (const child of main?.children ?? []) child.hidden = true;
  main?.prepend(curtain);
  changed(curtain, SIGNED_OUT);
}

// Signed in again, in another tab: what was hidden, and what was typed, is there if it is still to be seen.
async function drawCurtain() {
  await lookAgain();
  if (!curtain?.isConnected || !stream) return;
  curtain.remove();
  curtain = null;
  for (const child of document.getElementById("main")?.children ?? []) child.hidden = false;
}

function gone(part) {
  if (!part.dataset.liveGone) {
    part.remove();
    changed(document.body, "");
    return part;
  }
  const notice = document.createElement("p");
  const link = document.createElement("a");
  link.href = part.dataset.liveGone;
  link.textContent = "Go on";
  notice.append(`${GONE} `, link);
  notice.className = "empty";
  const had = part.contains(document.activeElement);
  part.replaceChildren(notice);
  for (const name of ["data-live-url", "data-live-types"]) part.removeAttribute(name);
  if (had) link.focus();
  changed(part, GONE);
  return part;
}

function replace(part, fresh) {
  keepRefused(part, fresh);
  if (plainCopy(part).isEqualNode(plainCopy(fresh))) return part;
  const held = hold(part);
  part.replaceWith(fresh);
  restore(fresh, held);
  window.htmx?.process(fresh);
  changed(fresh, fresh.dataset.liveSay ?? "");
  return fresh;
}

function changed(element, words) {
  document.dispatchEvent(new CustomEvent("icse:refreshed", { detail: element }));
  if (words) say(words);
}

/* Two copies differ only if people would see it: tokens, relative times and what the modules add do not count. */
function plainCopy(element) {
  const copy = element.cloneNode(true);
  for (const added of copy.querySelectorAll(ADDED)) added.remove();
  for (const emptied of copy.querySelectorAll(EMPTIED)) emptied.replaceChildren();
  for (const marked of [copy, ...copy.querySelectorAll(MARKED)]) unmark(marked);
  return copy;
}

function unmark(element) {
  for (const name of ["open", "aria-pressed", "title", "data-sent", "data-stop", "tabindex"]) element.removeAttribute(name);
  element.classList.remove("is-open", "is-busy", "htmx-request", "htmx-settling", "htmx-swapping", "htmx-added");
  if (!element.classList.length) element.removeAttribute("class");
}

/* ---- A form that was refused stays with its errors and what was typed, until the page is left ---- */

function keepRefused(part, fresh) {
  for (const [number, refused] of [...part.querySelectorAll(REFUSED)].entries()) {
    const twin = twinOf(refused, fresh) ?? placeFor(refused, fresh);
    refused.id ||= `${part.id || "part"}-refused-${number}`;
    for (const element of [refused, twin]) element.dataset.liveKeep = "";
    twin.id = refused.id;
  }
}

function twinOf(refused, fresh) {
  if (refused.id && fresh.querySelector(`#${CSS.escape(refused.id)}`)) return fresh.querySelector(`#${CSS.escape(refused.id)}`);
  const sends = (form) => [form.getAttribute("action"), form.querySelector("input[type=hidden][name=step]")?.value].join(" ");
  if (!(refused instanceof HTMLFormElement)) return null;
  return [...fresh.querySelectorAll("form[action]")].find((form) => !form.id && sends(form) === sends(refused)) ?? null;
}

// What may no longer be done is not offered again; what was typed, and why it was refused, still stands first.
function placeFor(refused, fresh) {
  const place = refused.cloneNode(false);
  (fresh.querySelector(".stack") ?? fresh).prepend(place);
  return place;
}

/* ---- What a person did in the old part lives on in the new one ---- */

const key = (element) =>
  element.id ? `#${CSS.escape(element.id)}` : element.name ? keyByName(element) : keyByLink(element);

function keyByName(element) {
  const value = ["checkbox", "radio"].includes(element.type) ? `[value="${CSS.escape(element.value)}"]` : "";
  return `[name="${CSS.escape(element.name)}"]${value}`;
}

function keyByLink(element) {
  for (const name of ["href", "data-plain"]) {
    if (element.hasAttribute(name)) return `[${name}="${CSS.escape(element.getAttribute(name))}"]`;
  }
  return null;
}

function isTouched(field) {
  if (field.type === "hidden" || field.type === "file") return false;
  if (["checkbox", "radio"].includes(field.type)) return field.checked !== field.defaultChecked;
  if (field instanceof HTMLSelectElement) return [...field.options].some((o) => o.selected !== o.defaultSelected);
  return field.value !== field.defaultValue;
}

function hold(part) {
  const active = part.contains(document.activeElement) ? document.activeElement : null;
  return {
    kept: [...part.querySelectorAll("[data-live-keep][id], .tile.is-open[data-tile]")],
    fields: [...part.querySelectorAll("input, select, textarea")].filter((field) => key(field) && isTouched(field)),
    details: [...part.querySelectorAll("details[id][open]")].map((element) => element.id),
    scrolls: [part, ...part.querySelectorAll("[id]")]
      .filter((element) => element.id && (element.scrollTop || element.scrollLeft))
      .map((element) => [element.id, element.scrollTop, element.scrollLeft]),
    active,
    activeKey: active && key(active),
    caret: active && "selectionStart" in active ? [active.selectionStart, active.selectionEnd] : null,
    page: window.scrollY,
  };
}

const keptKey = (element) =>
  element.dataset.tile ? `.tile[data-tile="${CSS.escape(element.dataset.tile)}"]` : `#${CSS.escape(element.id)}`;

function restore(fresh, held) {
  for (const element of held.kept) fresh.querySelector(keptKey(element))?.replaceWith(element);
  for (const field of held.fields) restoreField(fresh, field);
  for (const id of held.details) fresh.querySelector(`details#${CSS.escape(id)}`)?.setAttribute("open", "");
  for (const [id, top, left] of held.scrolls) document.getElementById(id)?.scrollTo({ top, left, behavior: "instant" });
  window.scrollTo({ top: held.page, behavior: "instant" });
  restoreFocus(fresh, held);
}

function restoreField(fresh, old) {
  if (old.isConnected) return;
  const field = fresh.querySelector(key(old));
  if (!field || field.type !== old.type) return;
  if (["checkbox", "radio"].includes(old.type)) field.checked = old.checked;
  else if (old instanceof HTMLSelectElement) for (const o of field.options) o.selected = isChosen(old, o.value);
  else field.value = old.value;
}

const isChosen = (select, value) => [...select.selectedOptions].some((option) => option.value === value);

function restoreFocus(fresh, held) {
  if (!held.active) return;
  const target = held.active.isConnected ? held.active : held.activeKey && fresh.querySelector(held.activeKey);
  if (!target) return;
  target.focus({ preventScroll: true });
  if (held.caret?.[0] != null) target.setSelectionRange(...held.caret);
}

/* ---- The stream ---- */

function open() {
  clearTimeout(reopenTimer);
  stream?.close();
  const cursor = caughtUp && document.body.dataset.liveCursor;
  stream = new EventSource(cursor ? `${address}?after=${encodeURIComponent(cursor)}` : address);
  delete document.body.dataset.liveCursor;
  stream.addEventListener("open", opened);
  stream.addEventListener("error", failed);
  stream.addEventListener("change", onChange);
  stream.addEventListener("reload", reload);
}

function opened() {
  failures = 0;
  openings += 1;
  show("connected");
  if (curtain) drawCurtain();
  if (!caughtUp) refreshAll();
  caughtUp = true;
}

// While it is CONNECTING the browser retries by itself and resumes where it was; once CLOSED it never would.
function failed() {
  if (stream.readyState !== EventSource.CLOSED) {
    show("reconnecting");
    return;
  }
  show("lost");
  caughtUp = false;
  lookAgain(); // a stream that is refused may mean that the session is over
  reopenTimer = setTimeout(open, REOPEN_MS[Math.min(failures, REOPEN_MS.length - 1)]);
  failures += 1;
}

function rest() {
  clearTimeout(reopenTimer);
  stream?.close();
  stream = null;
  caughtUp = false;
}

// Browsers allow six connections to one address: a tab that nobody looks at gives its own back.
function onVisibility() {
  clearTimeout(hiddenTimer);
  if (document.hidden) hiddenTimer = setTimeout(rest, HIDDEN_CLOSE_MS);
  else if (!stream || stream.readyState === EventSource.CLOSED) wake();
}

function wake() {
  caughtUp = false;
  open();
}

if (address) {
  open();
  listenToBeats();
  document.addEventListener("icse:refreshed", listenToBeats);
  document.addEventListener("visibilitychange", onVisibility);
  window.addEventListener("pagehide", rest);
  window.addEventListener("pageshow", (event) => event.persisted && wake());
}
