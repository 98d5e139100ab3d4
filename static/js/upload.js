/* The upload page: many files and whole folders, each with its own progress; the form works without this too.
 *
 * <form method="post" enctype="multipart/form-data" data-upload data-upload-url="/upload/files/" data-max-bytes="67108864">
 *   fields (sent with every file, as they are when it starts)
 *   <div class="drop" data-upload-drop> <input type="file" name="files" multiple> <input type="file" webkitdirectory> </div>
 *   <div data-upload-total hidden> <progress></progress> <span data-upload-words></span>
 *     <a href data-upload-next>(the upload's own page, under data-upload-next of the form)</a>
 *     <button type="button" data-upload-cancel>Cancel all</button> <button type="button" data-upload-retry>Retry</button> </div>
 *   <p data-upload-note></p>  <ul class="list uploads" data-upload-list></ul>
 *   <button type="submit" data-upload-plain>Upload</button>     (with this module: shown while files wait for fields)
 * </form>
 *
 * Each file is one POST: the form's fields, "upload" (one UUID for all files of this page), "path" (the path within a dropped
 * folder) and "file". The answer is 201 {"id": "UUID", "row": "<li …>…</li>"}, or 4xx {"error": "sentence", "fields": {name: [sentence]}}.
 * After success the row is replaced by the server's, which is live by its data-live-url.
 */

const AT_ONCE = 3;
const MOST_FILES = 10_000;

function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function megabytes(bytes) {
  return `${(bytes / 1_048_576).toFixed(bytes < 10_485_760 ? 1 : 0)} MB`;
}

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/* ---- Files out of what was dropped ---- */

async function filesOf(items) {
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

class Row {
  constructor({ file, path, unreadable }) {
    this.file = file ?? null;
    this.path = path;
    this.size = file?.size ?? 0;
    this.sent = 0;
    this.state = unreadable ? "refused" : "waiting"; // waiting, sending, done, failed, refused, cancelled
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
    this.bar.hidden = wrong || this.state === "cancelled";
    this.button.hidden = ["done", "refused"].includes(this.state);
    this.button.textContent = ["failed", "cancelled"].includes(this.state) ? "Retry" : "Cancel";
  }

  become(state, words) {
    this.state = state;
    this.tell(words);
  }
}

/* ---- The page's uploads ---- */

class Uploads {
  constructor(form) {
    this.form = form;
    this.rows = [];
    this.held = [];
    this.uploadId = uuid();
    this.list = form.querySelector("[data-upload-list]");
    this.total = form.querySelector("[data-upload-total]");
    this.most = Number(form.dataset.maxBytes) || Infinity;
    this.button = form.querySelector("[data-upload-plain]");
    this.offerToSend();
    this.listen();
  }

  listen() {
    const drop = this.form.querySelector("[data-upload-drop]") ?? this.form;
    for (const input of this.form.querySelectorAll("input[type=file]")) {
      input.removeAttribute("required");
      input.addEventListener("change", () => this.take(input));
    }
    for (const name of ["dragenter", "dragover"]) drop.addEventListener(name, (event) => this.over(event, drop, true));
    drop.addEventListener("dragleave", (event) => this.over(event, drop, drop.contains(event.relatedTarget)));
    drop.addEventListener("drop", (event) => this.dropped(event, drop));
    // A file dropped beside the target would otherwise be opened by the browser, unconcealed.
    for (const name of ["dragover", "drop"]) window.addEventListener(name, (event) => event.preventDefault());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.held.length) this.add([]);
    });
    this.form.querySelector("[data-upload-cancel]")?.addEventListener("click", () => this.cancelAll());
    this.form.querySelector("[data-upload-retry]")?.addEventListener("click", () => this.retryAll());
    window.addEventListener("beforeunload", (event) => this.isBusy() && event.preventDefault());
  }

  over(event, drop, isOver) {
    event.preventDefault();
    drop.classList.toggle("is-over", isOver);
  }

  async dropped(event, drop) {
    this.over(event, drop, false);
    this.add(await filesOf(event.dataTransfer.items));
  }

  take(input) {
    this.add([...input.files].map((file) => ({ file, path: file.webkitRelativePath || file.name })));
    input.value = "";
  }

  /* Nothing is sent before the form's own fields are filled in: a file without its case could not be kept. Then a
     button sends what waits: an officer who is still choosing who may see it must not be overtaken. */
  add(found) {
    this.held.push(...found);
    if (!this.held.length) return;
    if (!this.form.reportValidity()) {
      const waiting = this.held.length === 1 ? "1 file waits" : `${this.held.length} files wait`;
      this.note(`${waiting} until the marked fields are filled in.`);
      this.offerToSend();
      return;
    }
    this.note("");
    this.start(this.held.splice(0));
    this.offerToSend();
  }

  offerToSend() {
    if (!this.button) return;
    this.button.hidden = this.held.length === 0;
    this.button.textContent = this.held.length === 1 ? "Send 1 file" : `Send ${this.held.length} files`;
  }

  start(found) {
    const room = MOST_FILES - this.rows.length;
    const fields = this.fields();
    for (const one of found.slice(0, room)) this.append(one, fields);
    if (found.length > room) this.note(`Only the first ${MOST_FILES} files are taken. Add the others in another upload.`);
    this.next();
  }

  append(one, fields) {
    const row = new Row(one);
    row.fields = fields;
    if (row.size > this.most) row.become("refused", `Larger than the limit of ${megabytes(this.most)}: not sent.`);
    row.button.addEventListener("click", () => this.toggle(row));
    this.rows.push(row);
    this.list.append(row.element);
  }

  fields() {
    return [...new FormData(this.form)].filter(([, value]) => !(value instanceof File));
  }

  next() {
    const busy = this.rows.filter((row) => row.state === "sending").length;
    const waiting = this.rows.filter((row) => row.state === "waiting");
    for (const row of waiting.slice(0, AT_ONCE - busy)) this.send(row);
    this.showTotal();
  }

  send(row) {
    const request = new XMLHttpRequest();
    row.request = request;
    row.become("sending", "Sending");
    request.upload.addEventListener("progress", (event) => this.progressed(row, event));
    request.addEventListener("load", () => this.answered(row, request));
    request.addEventListener("error", () => this.failed(row, "The connection was lost."));
    request.addEventListener("abort", () => this.finish(row, "cancelled", "Cancelled."));
    request.open("POST", this.form.dataset.uploadUrl);
    request.setRequestHeader("X-Requested-With", "upload");
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", this.form.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "");
    request.send(this.body(row));
  }

  body(row) {
    const body = new FormData();
    for (const [name, value] of row.fields) body.append(name, value);
    body.append("upload", this.uploadId);
    body.append("path", row.path);
    body.append("file", row.file, row.file.name);
    return body;
  }

  progressed(row, event) {
    row.sent = Math.min(row.size, event.loaded);
    row.bar.value = event.total ? event.loaded / event.total : 0;
    if (event.loaded === event.total) row.words.textContent = "Sent, being received";
    this.showTotal();
  }

  answered(row, request) {
    const answer = parsed(request.responseText);
    if (request.status === 201 && answer?.row) this.received(row, answer.row);
    else if (request.status >= 500 || request.status === 429) this.failed(row, answer?.error ?? "The service failed to answer.");
    else this.finish(row, "refused", sentences(answer) || refusal(request));
  }

  received(row, html) {
    const holder = make("template");
    holder.innerHTML = html;
    const element = holder.content.firstElementChild;
    if (element) {
      row.element.replaceWith(element);
      window.htmx?.process(element);
      document.dispatchEvent(new CustomEvent("icse:refreshed", { detail: element }));
    }
    row.element = element ?? row.element;
    this.finish(row, "done", "Received");
  }

  failed(row, words) {
    this.finish(row, "failed", `${words} Not received; you can retry.`);
  }

  finish(row, state, words) {
    row.request = null;
    row.sent = state === "done" ? row.size : 0;
    if (state === "done") row.file = null;
    row.become(state, words);
    this.next();
  }

  toggle(row) {
    if (row.state === "sending") row.request.abort();
    else if (row.state === "waiting") this.finish(row, "cancelled", "Cancelled.");
    else this.again(row);
  }

  again(row) {
    row.fields = this.fields();
    row.become("waiting", `Waiting, ${megabytes(row.size)}`);
    this.next();
  }

  cancelAll() {
    for (const row of this.rows) if (row.state === "waiting") row.become("cancelled", "Cancelled.");
    for (const row of this.rows) row.request?.abort();
    this.showTotal();
  }

  retryAll() {
    for (const row of this.rows) if (["failed", "cancelled"].includes(row.state)) this.again(row);
  }

  isBusy() {
    return this.rows.some((row) => ["waiting", "sending"].includes(row.state));
  }

  showTotal() {
    if (!this.total) return;
    const counted = this.rows.filter((row) => !["refused", "cancelled"].includes(row.state));
    const all = counted.reduce((sum, row) => sum + row.size, 0);
    const sent = counted.reduce((sum, row) => sum + row.sent, 0);
    const n = (...states) => this.rows.filter((row) => states.includes(row.state)).length;
    this.total.hidden = !this.rows.length;
    const bar = this.total.querySelector("progress");
    bar.hidden = !counted.length;
    bar.max = Math.max(all, 1);
    bar.value = all ? sent : Number(!this.isBusy());
    const wrong = n("failed", "refused") ? `, ${n("failed")} failed, ${n("refused")} refused` : "";
    this.total.querySelector("[data-upload-words]").textContent =
      `${n("done")} of ${counted.length} files received, ${megabytes(sent)} of ${megabytes(all)}${wrong}`;
    this.settle("[data-upload-cancel]", this.isBusy());
    this.settle("[data-upload-retry]", n("failed", "cancelled") > 0 && !this.isBusy());
    this.settle("[data-upload-next]", n("done") > 0 && !this.isBusy());
    const next = this.total.querySelector("[data-upload-next]");
    if (next) next.href = `${this.form.dataset.uploadNext}${this.uploadId}/`;
  }

  settle(selector, isShown) {
    const button = this.total.querySelector(selector);
    if (button) button.hidden = !isShown;
  }

  note(words) {
    const place = this.form.querySelector("[data-upload-note]");
    if (place) place.textContent = words;
    if (words) document.dispatchEvent(new CustomEvent("icse:say", { detail: words }));
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function sentences(answer) {
  const fields = Object.values(answer?.fields ?? {}).flat();
  return [answer?.error, ...fields].filter(Boolean).join(" ");
}

function refusal(request) {
  if (request.status === 413) return "Larger than the service accepts.";
  if ([401, 403].includes(request.status) || request.status === 200) return "You have been signed out. Load the page again.";
  return "The service refused this file.";
}

for (const form of document.querySelectorAll("form[data-upload]")) new Uploads(form);
