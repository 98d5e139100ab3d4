/* Videos and sounds: concealed and silent until asked for, muted when they begin, gone again when concealed.
 *
 * <div data-player="/items/ITEM/play" data-player-kind="video|sound" data-player-name="…">
 *   <div data-player-stage hidden></div>
 *   <button data-play aria-pressed="false"><span data-hint>Play, muted</span></button> <span data-player-error hidden></span>
 *
 * Nothing is fetched before the button is pressed: the first piece is an exposure, and is recorded. Escape, the same
 * button, and leaving the page conceal it and let the bytes go. Only one plays at a time.
 */

let playing = null; // {place, media, button}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-play]");
  if (!button) return;
  const isOpen = playing?.button === button;
  conceal();
  if (!isOpen) play(button);
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !document.fullscreenElement) conceal();
});

document.addEventListener("icse:refreshed", () => {
  if (playing && !playing.place.isConnected) conceal();
});

window.addEventListener("pagehide", conceal);

function play(button) {
  const place = button.closest("[data-player]");
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
  complain(place, "");
  playing = { place, media, button };
  media.src = place.dataset.player;
  const stage = place.querySelector("[data-player-stage]");
  stage.replaceChildren(media);
  stage.hidden = false;
  mark(button, true);
  // Browsers may refuse to begin by themselves; the controls are there.
  media.play().catch(() => {});
}

function conceal() {
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
  complain(place, "It could not be played. Load the page again, or download the original.");
}

function mark(button, isOpen) {
  button.setAttribute("aria-pressed", String(isOpen));
  button.querySelector("[data-hint]").textContent = isOpen ? "Conceal" : "Play, muted";
}

function complain(place, sentence) {
  const words = place.querySelector("[data-player-error]");
  words.textContent = sentence;
  words.hidden = !sentence;
}
