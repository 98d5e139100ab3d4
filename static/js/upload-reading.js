/* Files read before they are sent, and how fast they travel. */

const LATELY = 20_000;

/* ---- Hashes, read by a worker ---- */

export class Reader {
  constructor() {
    this.waiting = new Map();
    this.worker = new Worker(new URL("./hash-worker.js", import.meta.url), { type: "module" });
    this.worker.addEventListener("message", ({ data }) => this.heard(data));
    this.worker.addEventListener("error", () => this.lost());
  }

  // Gives the hashes by name; none where the file could not be read.
  read(id, file, also, progress) {
    return new Promise((resolve) => {
      this.waiting.set(id, { resolve, progress });
      this.worker.postMessage({ id, file, also });
    });
  }

  heard(data) {
    const one = this.waiting.get(data.id);
    if (!one) return;
    if (data.read) {
      one.progress(data.read);
      return;
    }
    this.waiting.delete(data.id);
    one.resolve(data.hashes ?? {});
  }

  // Without hashes everything is sent: the service hashes too.
  lost() {
    for (const one of this.waiting.values()) one.resolve({});
    this.waiting.clear();
  }
}

/* ---- How fast, measured over the last seconds ---- */

export class Rate {
  constructor() {
    this.points = [];
  }

  note(bytes) {
    const now = performance.now();
    this.points.push([now, bytes]);
    while (this.points.length > 2 && now - this.points[0][0] > LATELY) this.points.shift();
  }

  // Nothing is guessed: too few seconds, or no progress in them, are no rate.
  secondsFor(bytes) {
    if (this.points.length < 2) return null;
    const [[from, first], [to, last]] = [this.points[0], this.points.at(-1)];
    const seconds = (to - from) / 1_000;
    return seconds >= 3 && last > first ? (bytes * seconds) / (last - first) : null;
  }
}
