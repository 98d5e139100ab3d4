/* Videos and sounds: concealed and silent until asked for, muted when they begin, gone again when concealed.
 *
 * <div data-player="/items/ITEM/play" data-player-kind="video|sound" data-player-name="…">
 *   <div data-player-stage hidden></div>
 *   <button data-play aria-pressed="false"><span data-hint>Play, muted</span></button> <span data-player-error hidden></span>
 *   <button data-play-again hidden>Play anyway</button>
 *
 * Nothing is fetched before the button is pressed: the first piece is an exposure, and is recorded. Its first byte is
 * asked for by itself: who has played this before, or opened another that shows the same, hears so first (409, with a
 * sentence) and plays it with <button data-play-again>. Escape, the same
 * button, and leaving the page conceal it and let the bytes go. Only one plays at a time.
 */

const FAILED = "It could not be played. Load the page again, or download the original.";

let playing = null; // {place, media, button}
let asking = null; // an AbortController

document.addEventListener("click", (event) => {
  const again = event.target.closest("button[data-play-again]");
  const button = again?.closest("[data-player]").querySelector("button[data-play]") ?? event.target.closest("button[data-play]");
  if (!button) return;
  const isOpen = playing?.button === button;
  conceal();
  if (again) button.focus();
  if (!isOpen) ask(button, Boolean(again));
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !document.fullscreenElement) conceal();
});

document.addEventListener("icse:refreshed", () => {
  if (playing && !playing.place.isConnected) conceal();
});

window.addEventListener("pagehide", conceal);

async function ask(button, again) {
  const place = button.closest("[data-player]");
  const controller = new AbortController();
  asking = controller;
  complain(place, "");
  offer(place, false);
  try {
    const response = await fetch(place.dataset.player + (again ? "?again=1" : ""), {
      signal: controller.signal,
      cache: "no-store",
      credentials: "same-origin",
      redirect: "manual",
      headers: { Range: "bytes=0-0" },
    });
    const told = response.status === 409 ? (await response.json()).error : "";
    if (!response.ok) throw Object.assign(new Error("not played"), { sentence: told });
    await response.arrayBuffer();
    if (asking === controller && place.isConnected) play(place, button);
  } catch (problem) {
    if (problem.name !== "AbortError") {
      complain(place, problem.sentence || FAILED);
      offer(place, Boolean(problem.sentence));
    }
  } finally {
    if (asking === controller) asking = null;
  }
}

function play(place, button) {
  const isVideo = place.dataset.playerKind === "video";
  const media = document.createElement(isVideo ? "video" : "audio");
  media.muted = true;
  media.controls = true;
  media.preload = "metadata";
  media.setAttribute("controlslist", "nodownload noremoteplayback");
  media.setAttribute("disableremoteplayback", "");
  if (isVideo) media.disablePictureInPicture = true;
  media.setAttribute("aria-label", `${isVideo ? "Video" : "Sound"}: ${place.dataset.playerName}`);
  media.addEventListener("error", () => playing?.media === media && fail(place));
  playing = { place, media, button };
  media.src = `${place.dataset.player}?again=1`; // what there was to tell has been told
  const stage = place.querySelector("[data-player-stage]");
  stage.replaceChildren(media);
  stage.hidden = false;
  mark(button, true);
  // Browsers may refuse to begin by themselves; the controls are there.
  media.play().catch(() => {});
}

function conceal() {
  asking?.abort();
  asking = null;
  if (!playing) return;
  const { place, media, button } = playing;
  playing = null;
  media.pause();
  media.removeAttribute("src");
  media.load(); // lets go of what was fetched
  const stage = place.querySelector("[data-player-stage]");
  stage.replaceChildren();
  stage.hidden = true;
  mark(button, false);
}

function fail(place) {
  conceal();
  complain(place, FAILED);
}

function mark(button, isOpen) {
  button.setAttribute("aria-pressed", String(isOpen));
  button.querySelector("[data-hint]").textContent = isOpen ? "Conceal" : "Play, muted";
}

function offer(place, again) {
  const button = place.querySelector("[data-play-again]");
  button.hidden = !again;
  if (again) button.focus();
}

function complain(place, sentence) {
  const words = place.querySelector("[data-player-error]");
  words.textContent = sentence;
  words.hidden = !sentence;
}
