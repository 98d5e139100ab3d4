/* Concealed pictures: opened one at a time, by a click or Enter, and concealed again by the same or by Escape.
 *
 * <figure class="tile" data-tile="ITEM">
 *   <button class="tile-open" type="button" data-plain="/items/ITEM/plain" aria-pressed="false">
 *     <img src="/items/ITEM/concealed" alt="Concealed picture: …" data-alt="Picture: …">
 *     <span class="tile-hint">…<span data-hint>Open</span></span>
 *   </button> … <span data-tile-error hidden></span>
 *
 * Within an element with data-stage="ID" the picture is shown in the <img> of #ID instead of in its tile (see crop.js).
 *
 * The plain picture is asked for exactly once per opening (each opening is an exposure, and is recorded); nothing is
 * fetched ahead. Who has opened this before, or another that shows the same, hears so first (409, with a sentence) and
 * opens it with <button data-again>. Concealing drops the pixels. Events on the tile, bubbling: "icse:revealed" (detail: {image, item}) and
 * "icse:concealed".
 */

const REASONS = {
  401: "You have been signed out. Load the page again.",
  404: "This picture is no longer available to you.",
  429: "You have opened many pictures in a short time. Take a break, then try again.",
};

let opened = null; // {tile, button, image, concealedSource, concealedAlt, address}
let asking = null; // {tile, controller}

document.addEventListener("click", (event) => {
  const again = event.target.closest("button[data-again]");
  const button = again?.closest("[data-tile]").querySelector("button[data-plain]") ?? event.target.closest("button[data-plain]");
  if (!button) return;
  if (again) {
    button.focus();
    reveal(button, true);
    return;
  }
  if (opened?.button === button) conceal();
  else reveal(button);
});

// A part of the page was replaced; a picture that went with it is let go.
document.addEventListener("icse:refreshed", () => {
  if (opened && !opened.tile.isConnected) conceal();
});

window.addEventListener("pagehide", conceal);

async function reveal(button, again = false) {
  conceal();
  const tile = button.closest("[data-tile]") ?? button.parentElement;
  const controller = new AbortController();
  asking = { tile, controller };
  tile.classList.add("is-busy");
  complain(tile, "");
  offer(tile, false);
  try {
    const picture = await fetchPlain(button.dataset.plain + (again ? "?again=1" : ""), controller.signal);
    if (asking?.controller === controller) showPlain(tile, button, picture);
  } catch (problem) {
    if (problem.name !== "AbortError") {
      complain(tile, problem.sentence ?? "The picture could not be fetched. Try again.");
      offer(tile, problem.again);
    }
  } finally {
    tile.classList.remove("is-busy");
    if (asking?.controller === controller) asking = null;
  }
}

async function fetchPlain(address, signal) {
  const response = await fetch(address, {
    signal,
    cache: "no-store",
    credentials: "same-origin",
    redirect: "manual",
    headers: { "X-Requested-With": "reveal" },
  });
  if (response.ok) return response.blob();
  // Opened before, this one or another that shows the same: said first, and opened only if that is wanted.
  const told = response.status === 409 ? (await response.json()).error : "";
  if (told) throw Object.assign(new Error("opened before"), { sentence: told, again: true });
  const sentence = REASONS[response.type === "opaqueredirect" ? 401 : response.status];
  throw Object.assign(new Error("not opened"), { sentence });
}

function showPlain(tile, button, picture) {
  const small = button.querySelector("img");
  const stage = document.getElementById(tile.closest("[data-stage]")?.dataset.stage);
  const image = stage?.querySelector("img") ?? small;
  const address = URL.createObjectURL(picture);
  opened = { tile, button, image, concealedSource: image.getAttribute("src"), concealedAlt: image.alt, address };
  image.removeAttribute("loading");
  image.src = address;
  image.alt = small.dataset.alt ?? "";
  mark(true);
  // Its place is known only once the picture is there.
  image.addEventListener("load", () => tile.isConnected && image.scrollIntoView({ block: "nearest" }), { once: true });
  tile.dispatchEvent(new CustomEvent("icse:revealed", { bubbles: true, detail: { image, item: tile.dataset.tile } }));
}

/* For Escape: whether there was anything to conceal. */
export function concealOpened() {
  const had = Boolean(opened ?? asking);
  conceal();
  return had;
}

function conceal() {
  asking?.controller.abort();
  asking = null;
  if (!opened) return;
  const { tile, image, concealedSource, concealedAlt, address } = opened;
  if (concealedSource) image.src = concealedSource;
  else image.removeAttribute("src");
  image.alt = concealedAlt;
  URL.revokeObjectURL(address);
  mark(false);
  opened = null;
  tile.dispatchEvent(new CustomEvent("icse:concealed", { bubbles: true }));
}

function mark(isOpen) {
  opened.tile.classList.toggle("is-open", isOpen);
  opened.button.setAttribute("aria-pressed", String(isOpen));
  const hint = opened.button.querySelector("[data-hint]");
  if (hint) hint.textContent = isOpen ? "Conceal" : "Open";
}

function offer(tile, again) {
  const button = tile.querySelector("[data-again]");
  if (!button) return;
  button.hidden = !again;
  if (again) button.focus();
}

function complain(tile, sentence) {
  const place = tile.querySelector("[data-tile-error]");
  if (!place) return;
  place.textContent = sentence;
  place.hidden = !sentence;
}
