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
    this.drawing = overlay();
    this.stage.append(this.drawing.svg);
    this.rectangle = this.typed();
    this.start = null;
    this.listen();
    this.draw();
  }

  listen() {
    this.region.addEventListener("icse:revealed", (event) => this.show(event.detail.item));
    this.region.addEventListener("icse:concealed", () => (this.stage.hidden = true));
    this.region.addEventListener("change", (event) => this.chosen(event.target));
    this.region.querySelector("[data-crop-clear]")?.addEventListener("click", () => this.put(null));
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
      radio.checked = true;
      this.put(null);
    }
    this.stage.hidden = false;
    this.stage.focus({ preventScroll: true });
  }

  chosen(radio) {
    if (radio.type !== "radio") return;
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

  draw() {
    const { svg, shade, line } = this.drawing;
    const clear = this.region.querySelector("[data-crop-clear]");
    svg.toggleAttribute("hidden", !this.rectangle);
    if (clear) clear.hidden = !this.rectangle;
    if (!this.rectangle) return;
    const { x, y, width, height } = this.rectangle;
    shade.setAttribute("d", `M0 0H1V1H0Z M${x} ${y}h${width}v${height}h${-width}Z`);
    for (const name of NAMES) line.setAttribute(name, this.rectangle[name]);
  }

  describe() {
    const words = this.region.querySelector("[data-crop-words]");
    if (!words) return;
    const r = this.rectangle;
    words.textContent = r
      ? `Rectangle: ${percent(r.width)} wide, ${percent(r.height)} high, ${percent(r.x)} from the left, ${percent(r.y)} from the top.`
      : "No rectangle: the clue request shows no crop.";
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
