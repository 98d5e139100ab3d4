/* Text that is being typed is kept on the server, so that a closed page, a lost network or a refusal loses nothing.
 *
 * <form data-draft="/address">               its fields are sent there, with its token, while somebody types
 *   <span data-draft-status></span>          says whether it is kept
 * </form>
 *
 * The page brings the kept text with it when it is opened again. What is posted is no draft any more.
 */

const DEBOUNCE_MS = 1_000;
const AGAIN_MS = 10_000;
const WORDS = {
  kept: "Kept.",
  away: "Not kept yet: no connection. Trying again.",
  gone: "This request is no longer shown to you. What was kept is under “Unfinished texts”.",
  "signed-out": "Not kept: you have been signed out.",
  refused: "Not kept: the text is too long.",
};
const states = new WeakMap(); // form -> {timer, dirty, posted, busy}

function stateOf(form) {
  if (!states.has(form)) states.set(form, { timer: null, dirty: false, posted: false, busy: false });
  return states.get(form);
}

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-draft]");
  if (!form) return;
  const state = stateOf(form);
  state.dirty = true;
  say(form, "");
  later(form, state, DEBOUNCE_MS);
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest?.("form[data-draft]");
  if (!form || event.defaultPrevented) return;
  const state = stateOf(form);
  clearTimeout(state.timer);
  state.posted = true;
});

// The page is being left, or put aside by a telephone: what waits is sent at once.
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) return;
  for (const form of document.querySelectorAll("form[data-draft]")) {
    const state = stateOf(form);
    if (state.dirty && !state.posted) keep(form, state, true);
  }
});

// Back from another page: the text can be typed on.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-draft]")) stateOf(form).posted = false;
});

function later(form, state, wait) {
  clearTimeout(state.timer);
  state.timer = setTimeout(() => keep(form, state, false), wait);
}

async function keep(form, state, leaving) {
  clearTimeout(state.timer);
  if (state.posted || !form.isConnected) return;
  if (state.busy) {
    later(form, state, DEBOUNCE_MS);
    return;
  }
  state.busy = true;
  state.dirty = false;
  const outcome = await send(form, leaving);
  state.busy = false;
  if (outcome === "away") {
    state.dirty = true;
    later(form, state, AGAIN_MS);
  }
  if (!state.dirty || outcome !== "kept") say(form, WORDS[outcome]);
}

async function send(form, leaving) {
  try {
    const response = await fetch(form.dataset.draft, {
      method: "POST",
      body: new FormData(form),
      credentials: "same-origin",
      redirect: "manual",
      keepalive: leaving,
    });
    if (response.ok) return "kept";
    if (response.type === "opaqueredirect" || response.status === 401) return "signed-out";
    if (response.status === 404) return "gone";
    return response.status >= 500 ? "away" : "refused";
  } catch {
    return "away";
  }
}

function say(form, words) {
  const place = form.querySelector("[data-draft-status]");
  if (place && place.textContent !== words) place.textContent = words;
}
