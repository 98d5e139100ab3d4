/* A rectangle drawn on an opened picture, as four fractions of the picture as it is displayed (0 to 1, four decimals).
 *
 * <fieldset data-crop data-stage="stage" data-x-input="ID" data-y-input="ID" data-width-input="ID" data-height-input="ID">
 *   tiles with a radio button each (components/tile.html with choose="…")
 *   <div class="crop-stage" id="stage" data-crop-stage tabindex="0" role="group" aria-label="…" hidden><img alt=""></div>
 *   <p data-crop-words role="status"></p>  <button type="button" data-crop-clear hidden>Clear the rectangle</button>
 * </fieldset>          (components/crop.html makes all of it)
 *
 * Opening a tile chooses it and shows it on the stage. The pointer draws; by keyboard, Enter begins in the middle, the arrows
 * move, Shift and the arrows resize, Delete clears. Concealing keeps the rectangle; choosing another picture clears it.
 *
 * With data-keep="NAME" data-most="6" several rectangles are drawn one after the other: <button data-crop-keep> or Enter puts
 * the drawn one aside, as <li><input type="hidden" name="NAME" value="ITEM x y width height"> … <button data-crop-drop></li> in
 * <ul data-kept-crops>, with a small picture of it as long as this page lives; choosing another picture then puts it aside too.
 * The one that is being drawn is sent as before.
 */

const SVG = "http://www.w3.org/2000/svg";
const STEP = 0.01;
const LEAST = 0.01;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const NAMES = ["x", "y", "width", "height"];
const MIDDLE = { x: 0.25, y: 0.25, width: 0.5, height: 0.5 };

const within = (value, least, most) => Math.min(Math.max(value, least), most);
const percent = (value) => `${Math.round(value * 100)} %`;

function overlay() {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 1 1");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");
  const shade = document.createElementNS(SVG, "path");
  shade.setAttribute("class", "crop-shade");
  const line = document.createElementNS(SVG, "rect");
  line.setAttribute("class", "crop-rect");
  svg.append(shade, line);
  return { svg, shade, line };
}

class Crop {
  constructor(region) {
    this.region = region;
    this.stage = region.querySelector("[data-crop-stage]");
    this.inputs = NAMES.map((name) => document.getElementById(region.dataset[`${name}Input`]));
    this.kept = region.dataset.keep ? region.querySelector("[data-kept-crops]") : null;
    this.most = Number(region.dataset.most || 1);
    this.drawing = overlay();
    this.stage.append(this.drawing.svg);
    this.rectangle = this.typed();
    this.item = region.querySelector("input[type=radio]:checked")?.value ?? null;
    this.start = null;
    this.listen();
    this.draw();
  }

  listen() {
    this.region.addEventListener("icse:revealed", (event) => this.show(event.detail.item));
    this.region.addEventListener("icse:concealed", () => (this.stage.hidden = true));
    this.region.addEventListener("change", (event) => this.chosen(event.target));
    this.region.querySelector("[data-crop-clear]")?.addEventListener("click", () => this.put(null));
    this.region.querySelector("[data-crop-keep]")?.addEventListener("click", () => this.keep());
    this.kept?.addEventListener("click", (event) => this.drop(event.target.closest("[data-crop-drop]")));
    this.stage.addEventListener("pointerdown", (event) => this.begin(event));
    this.stage.addEventListener("pointermove", (event) => this.stretch(event));
    for (const name of ["pointerup", "pointercancel"]) this.stage.addEventListener(name, () => this.end());
    this.stage.addEventListener("keydown", (event) => this.key(event));
  }

  /* What the form already holds: it may come back from the server with the rectangle that was drawn before. */
  typed() {
    const numbers = this.inputs.map((input) => Number.parseFloat(input.value));
    if (numbers.some(Number.isNaN)) return null;
    return Object.fromEntries(NAMES.map((name, index) => [name, numbers[index]]));
  }

  radio(item) {
    return this.region.querySelector(`input[type=radio][value="${CSS.escape(item)}"]`);
  }

  show(item) {
    const radio = this.radio(item);
    if (radio && !radio.checked) {
      this.leave();
      radio.checked = true;
      this.put(null);
    }
    this.item = item;
    this.stage.hidden = false;
    this.stage.focus({ preventScroll: true });
  }

  chosen(radio) {
    if (radio.type !== "radio") return;
    this.leave();
    this.item = radio.value;
    this.put(null);
    const open = this.region.querySelector(".tile.is-open");
    if (open && open.dataset.tile !== radio.value) open.querySelector("button[data-plain]").click();
  }

  place(event) {
    const box = this.stage.querySelector("img").getBoundingClientRect();
    return {
      x: within((event.clientX - box.left) / box.width, 0, 1),
      y: within((event.clientY - box.top) / box.height, 0, 1),
    };
  }

  begin(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    this.stage.focus({ preventScroll: true });
    this.stage.setPointerCapture(event.pointerId);
    this.start = this.place(event);
  }

  stretch(event) {
    if (!this.start) return;
    const end = this.place(event);
    const x = Math.min(this.start.x, end.x);
    const y = Math.min(this.start.y, end.y);
    const width = Math.abs(this.start.x - end.x);
    const height = Math.abs(this.start.y - end.y);
    if (width >= LEAST && height >= LEAST) this.put({ x, y, width, height }, false);
  }

  end() {
    if (this.start) this.describe();
    this.start = null;
  }

  key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const arrow = ARROWS[event.key];
    if (["Delete", "Backspace"].includes(event.key)) this.put(null);
    else if (event.key === "Enter" && this.rectangle && this.kept) this.keep();
    else if (event.key === "Enter" || (arrow && !this.rectangle)) this.put(this.rectangle ?? { ...MIDDLE });
    else if (arrow && event.shiftKey) this.put(this.resized(...arrow));
    else if (arrow) this.put(this.moved(...arrow));
    else return;
    event.preventDefault();
  }

  moved(right, down) {
    const { x, y, width, height } = this.rectangle;
    const to = { x: within(x + right * STEP, 0, 1 - width), y: within(y + down * STEP, 0, 1 - height) };
    return { ...to, width, height };
  }

  resized(right, down) {
    const { x, y, width, height } = this.rectangle;
    const size = { width: within(width + right * STEP, LEAST, 1 - x), height: within(height + down * STEP, LEAST, 1 - y) };
    return { x, y, ...size };
  }

  put(rectangle, aloud = true) {
    this.rectangle = rectangle;
    NAMES.forEach((name, index) => {
      this.inputs[index].value = rectangle ? rectangle[name].toFixed(4) : "";
    });
    this.draw();
    if (aloud) this.describe();
  }

  /* What is drawn on one picture is put aside before another one is chosen. */
  leave() {
    if (this.kept && this.rectangle && this.item) this.keep();
  }

  keep() {
    if (!this.kept || !this.rectangle || !this.item) return;
    if (this.kept.children.length >= this.most) {
      this.say(`A request shows ${this.most} crops at most. Take one away first.`);
      return;
    }
    const sides = NAMES.map((name) => this.rectangle[name].toFixed(4));
    this.kept.append(this.entry([this.item, ...sides].join(" ")));
    this.put(null, false);
    this.say(`Crop ${this.kept.children.length} is put aside. Draw another, or go on.`);
    this.region.dispatchEvent(new CustomEvent("icse:kept", { bubbles: true }));
  }

  entry(text) {
    const name = this.region.querySelector(`[data-tile="${CSS.escape(this.item)}"] .tile-name`)?.textContent.trim() ?? "";
    const line = document.createElement("li");
    const input = Object.assign(document.createElement("input"), { type: "hidden", name: this.region.dataset.keep, value: text });
    const words = document.createElement("bdi");
    words.textContent = name;
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button button-quiet" });
    button.dataset.cropDrop = "";
    button.textContent = "Take away";
    const hidden = Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: ` the crop of ${name}` });
    button.append(hidden);
    line.append(input, ...this.picture(), words, button);
    return line;
  }

  /* A small copy of what was drawn, from the pixels that are open here; it is sent nowhere. */
  picture() {
    const image = this.stage.querySelector("img");
    if (this.stage.hidden || !image.naturalWidth) return [];
    const { x, y, width, height } = this.rectangle;
    const [wide, high] = [width * image.naturalWidth, height * image.naturalHeight];
    const scale = Math.min(160 / wide, 120 / high, 1);
    const canvas = Object.assign(document.createElement("canvas"), { width: Math.max(wide * scale, 1), height: Math.max(high * scale, 1) });
    canvas.setAttribute("aria-hidden", "true");
    const from = [x * image.naturalWidth, y * image.naturalHeight, wide, high];
    canvas.getContext("2d").drawImage(image, ...from, 0, 0, canvas.width, canvas.height);
    return [canvas];
  }

  drop(button) {
    if (!button) return;
    const line = button.closest("li");
    const next = line.nextElementSibling ?? line.previousElementSibling;
    line.remove();
    (next?.querySelector("[data-crop-drop]") ?? this.stage).focus();
    this.say("The crop is taken away.");
  }

  say(sentence) {
    const words = this.region.querySelector("[data-crop-words]");
    if (words) words.textContent = sentence;
  }

  draw() {
    const { svg, shade, line } = this.drawing;
    const clear = this.region.querySelector("[data-crop-clear]");
    svg.toggleAttribute("hidden", !this.rectangle);
    if (clear) clear.hidden = !this.rectangle;
    const keep = this.region.querySelector("[data-crop-keep]");
    if (keep) keep.hidden = !this.rectangle;
    if (!this.rectangle) return;
    const { x, y, width, height } = this.rectangle;
    shade.setAttribute("d", `M0 0H1V1H0Z M${x} ${y}h${width}v${height}h${-width}Z`);
    for (const name of NAMES) line.setAttribute(name, this.rectangle[name]);
  }

  describe() {
    const r = this.rectangle;
    const none = this.kept?.children.length ? "No rectangle; what is put aside is shown." : "No rectangle: the clue request shows no crop.";
    this.say(r
      ? `Rectangle: ${percent(r.width)} wide, ${percent(r.height)} high, ${percent(r.x)} from the left, ${percent(r.y)} from the top.`
      : none);
  }
}

const known = new WeakSet();

function furnish() {
  for (const region of document.querySelectorAll("[data-crop]")) {
    if (known.has(region)) continue;
    known.add(region);
    new Crop(region);
  }
}

furnish();
document.addEventListener("icse:refreshed", furnish);
