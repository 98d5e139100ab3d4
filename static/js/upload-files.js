/* What the upload page is made of: files out of what was dropped, and a row for each. */

export const MOST_FILES = 10_000;

export function megabytes(bytes) {
  if (bytes >= 10_737_418_240) return `${(bytes / 1_073_741_824).toFixed(1)} GB`;
  return `${(bytes / 1_048_576).toFixed(bytes < 10_485_760 ? 1 : 0)} MB`;
}

export function duration(seconds) {
  if (seconds < 60) return "less than a minute left";
  if (seconds < 5_400) return `about ${Math.round(seconds / 60)} min left`;
  return `about ${Math.round(seconds / 3_600)} h left`;
}

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/* ---- Files out of what was dropped ---- */

export async function filesOf(items) {
  const entries = [...items].filter((item) => item.kind === "file").map((item) => item.webkitGetAsEntry?.() ?? item.getAsFile());
  const found = [];
  for (const entry of entries) if (entry) await walk(entry, found);
  return found;
}

async function walk(entry, found) {
  if (found.length > MOST_FILES) return;
  if (entry instanceof File) found.push({ file: entry, path: entry.name });
  else if (entry.isFile) found.push(await fileOf(entry));
  else for (const child of await childrenOf(entry)) await walk(child, found);
}

function fileOf(entry) {
  const path = entry.fullPath.replace(/^\//, "");
  return new Promise((resolve) => entry.file((file) => resolve({ file, path }), () => resolve({ path, unreadable: true })));
}

// readEntries gives at most a hundred at a time, and an empty answer at the end.
async function childrenOf(folder) {
  const reader = folder.createReader();
  const all = [];
  while (all.length <= MOST_FILES) {
    const some = await new Promise((resolve) => reader.readEntries(resolve, () => resolve([])));
    if (!some.length) break;
    all.push(...some);
  }
  return all;
}

/* ---- One file's row ---- */

export class Row {
  constructor({ file, path, unreadable }) {
    this.file = file ?? null;
    this.path = path;
    this.size = file?.size ?? 0;
    this.sent = 0;
    this.sha256 = "";
    this.state = unreadable ? "refused" : "waiting"; // waiting, reading, asked, ready, sending, done, known, failed, refused, cancelled
    this.bar = make("progress", { max: "1", value: "0", "aria-label": `Upload of ${path}` });
    this.words = make("span", { class: "upload-words" });
    this.button = make("button", { type: "button", class: "button" }, "Cancel");
    const name = make("bdi", { class: "upload-name", title: path }, path);
    this.element = make("li", {}, make("div", { class: "upload-row" }, name, this.bar, this.button, this.words));
    this.tell(unreadable ? "The browser could not read this file." : `Waiting, ${megabytes(this.size)}`);
  }

  tell(words, wrong = ["failed", "refused"].includes(this.state)) {
    this.words.textContent = words;
    this.words.classList.toggle("is-wrong", wrong);
    this.bar.hidden = wrong || ["cancelled", "known"].includes(this.state);
    this.button.hidden = ["done", "known", "refused"].includes(this.state);
    this.button.textContent = ["failed", "cancelled"].includes(this.state) ? "Retry" : "Cancel";
  }

  become(state, words) {
    this.state = state;
    this.tell(words);
  }
}
