/* Uploading: many files, whole folders and archives, each with its own progress; the form works without this too.
 *
 * <form method="post" enctype="multipart/form-data" data-upload data-upload-open="/upload/open/" data-upload-api="/api/v1/"
 *       data-upload-next="/upload/" data-max-bytes="21474836480" data-upload-hashes="sha1 md5" [data-upload-key="UUID": files are added to this upload;
 *       data-upload-owed="12" on an element round it says how many of its files were never begun]>
 *   fields (of the upload, as they are when its first file starts)
 *   <div class="drop" data-upload-drop> <input type="file" name="files" multiple> <input type="file" webkitdirectory> </div>
 *   <div data-upload-total hidden> <progress></progress> <span data-upload-words></span>
 *     <a href data-upload-next>(the upload's own page, under data-upload-next of the form)</a>
 *     <button type="button" data-upload-cancel>Cancel all</button> <button type="button" data-upload-retry>Retry</button> </div>
 *   <p data-upload-note></p>  <ul class="list uploads" data-upload-list></ul>
 *   <button type="submit" data-upload-plain>Upload</button>     (with this module: shown while files wait for fields)
 * </form>
 *
 * A file is read by a worker (its SHA-256, and the hashes that data-upload-hashes names), then the service is asked whether it
 * is known in this case or harmless; if not, it is sent in pieces by tus (window.tus). Nothing is kept in the browser: which files did not arrive whole, the service knows. Where such a
 * file is chosen again, it goes on where it stopped. After success the row is replaced by the item's own, which is live.
 */

import { MOST_FILES, Row, duration, filesOf, make, megabytes } from "./upload-files.js";
import { Rate, Reader } from "./upload-reading.js";

const AT_ONCE = 3;

const ASKED_AT_ONCE = 500;
const PIECE = 64 * 1_048_576;
/* A larger file is announced before its first piece: only then is there an address at which it can be cancelled. */
const SENT_AT_ONCE = 256 * 1024;
const PAUSES = [0, 1_000, 3_000, 5_000, 10_000, 20_000, 30_000];
const BUSY = ["waiting", "reading", "asked", "ready", "sending"];
const KNOWN = { in_case: "Already in this case: not sent.", harmless: "On a list of harmless files: not sent." };

/* ---- The page's uploads ---- */

class Uploads {
  constructor(form) {
    this.form = form;
    this.rows = [];
    this.held = [];
    this.key = form.dataset.uploadKey ?? "";
    this.isKept = Boolean(this.key);
    this.opening = Promise.resolve();
    this.offers = [];
    this.unfinished = null;
    this.begun = new Set();
    this.owed = Number(form.closest("[data-upload-owed]")?.dataset.uploadOwed) || 0;
    this.rate = new Rate();
    this.list = form.querySelector("[data-upload-list]");
    this.total = form.querySelector("[data-upload-total]");
    this.most = Number(form.dataset.maxBytes) || Infinity;
    this.also = (form.dataset.uploadHashes ?? "").split(" ").filter(Boolean);
    this.button = form.querySelector("[data-upload-plain]");
    this.offerToSend();
    this.listen();
  }

  get token() {
    return this.form.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
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
    const files = this.held.splice(0);
    this.offerToSend();
    this.opening = this.opening.then(() => this.start(files));
  }

  offerToSend() {
    if (!this.button) return;
    this.button.hidden = this.held.length === 0;
    this.button.textContent = this.held.length === 1 ? "Send 1 file" : `Send ${this.held.length} files`;
  }

  async start(found) {
    const room = MOST_FILES - this.rows.length;
    const rows = found.slice(0, room).map((one) => this.append(one));
    if (found.length > room) this.note(`Only the first ${MOST_FILES} files are taken. Add the others in another upload.`);
    this.showTotal();
    const wanted = rows.filter((row) => row.state === "waiting");
    const refusal = wanted.length ? await this.open(wanted) : "";
    if (refusal) for (const row of wanted) row.become("failed", refusal);
    else for (const row of wanted) this.read(row);
    this.showTotal();
  }

  append(one) {
    const row = new Row(one);
    if (row.size > this.most) row.become("refused", `Larger than the limit of ${megabytes(this.most)}: not sent.`);
    row.button.addEventListener("click", () => this.toggle(row));
    this.rows.push(row);
    this.list.append(row.element);
    return row;
  }

  // One upload for all files, unless its fields are changed in between. Answers with a sentence if it is refused.
  async open(rows) {
    const body = new FormData();
    const fields = [...new FormData(this.form)].filter(([, value]) => !(value instanceof File));
    const said = JSON.stringify(fields);
    const isSame = this.key && (this.isKept || said === this.said);
    if (isSame && this.unfinished === null) await this.findUnfinished();
    if (isSame) return "";
    for (const [name, value] of fields) body.append(name, value);
    body.append("number", rows.length);
    body.append("size", sizeOf(rows));
    const answer = await this.post(this.form.dataset.uploadOpen, body);
    if (!answer.ok) return answer.words;
    for (const row of rows) row.isNamed = true;
    this.key = answer.body.id;
    this.said = said;
    this.unfinished ??= new Map();
    return "";
  }

  // What is added to an upload is announced once it is known what has to travel; what it still waits for, never again.
  async announce(rows, known) {
    const added = rows.filter((row) => !row.isNamed && !this.begun.has(`${row.size} ${row.path}`));
    for (const row of added) row.isNamed = true;
    const coming = added.filter((row) => !known.has(row.sha256));
    const hashes = new Set(added.map((row) => row.sha256));
    const noted = [...hashes].reduce((sum, hash) => sum + (known.get(hash)?.noted ?? 0), 0);
    const number = Math.max(0, coming.length + noted - this.owed);
    this.owed = Math.max(0, this.owed - coming.length - noted);
    if (!number) return "";
    const body = new FormData();
    body.append("number", number);
    body.append("size", sizeOf(coming.slice(-number)));
    const answer = await this.post(`${this.form.dataset.uploadNext}${this.key}/more/`, body);
    return answer.ok ? "" : answer.words;
  }

  // What did not arrive whole, by path, size and content. The service has been told to expect it before.
  async findUnfinished() {
    const found = new Map();
    let address = `${this.form.dataset.uploadApi}uploads/${this.key}/files`;
    while (address) {
      const answer = await this.fetch(address, { headers: { Accept: "application/json" } });
      if (!answer.ok) break;
      for (const one of answer.body.results) {
        found.set(`${one.size} ${one.sha256} ${one.path}`, one.id);
        this.begun.add(`${one.size} ${one.path}`);
      }
      address = answer.body.next;
    }
    this.unfinished = found;
  }

  /* ---- Read, ask, send ---- */

  async read(row) {
    row.become("reading", "Being read");
    Uploads.reader ??= new Reader();
    row.number = ++Uploads.numbers;
    row.hashes = await Uploads.reader.read(row.number, row.file, this.also, (bytes) => this.readSoFar(row, bytes));
    row.sha256 = row.hashes.sha256 ?? "";
    if (row.state !== "reading") return;
    row.become("asked", "Being compared");
    this.offers.push(row);
    clearTimeout(this.asking);
    const isLast = !this.rows.some((other) => other.state === "reading");
    if (isLast || this.offers.length >= ASKED_AT_ONCE) this.ask();
    else this.asking = setTimeout(() => this.ask(), 300);
  }

  readSoFar(row, bytes) {
    if (row.state === "reading") row.words.textContent = `Being read, ${megabytes(bytes)} of ${megabytes(row.size)}`;
  }

  async ask() {
    const rows = this.offers.splice(0, ASKED_AT_ONCE).filter((row) => row.state === "asked");
    const files = rows.filter((row) => row.sha256).map(({ hashes, file, path, size }) => ({ ...hashes, name: file.name, path, size }));
    const answer = files.length ? await this.compared(files) : new Map();
    const refusal = await this.announce(rows, answer);
    for (const row of rows) {
      if (row.state !== "asked") continue;
      const known = answer.get(row.sha256);
      if (known) this.finish(row, "known", KNOWN[known.why] ?? "Known: not sent.");
      else if (refusal) row.become("failed", refusal);
      else row.become("ready", `Waiting, ${megabytes(row.size)}`);
    }
    this.next();
    if (this.offers.length) this.ask();
  }

  // Where the question fails, everything is sent.
  async compared(files) {
    const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.token };
    const address = `${this.form.dataset.uploadApi}uploads/${this.key}/known`;
    const answer = await this.fetch(address, { method: "POST", headers, body: JSON.stringify({ files }) });
    return new Map(answer.ok ? answer.body.known.map((one) => [one.sha256, one]) : []);
  }

  next() {
    const busy = this.rows.filter((row) => row.state === "sending").length;
    const ready = this.rows.filter((row) => row.state === "ready");
    for (const row of ready.slice(0, Math.max(0, AT_ONCE - busy))) this.send(row);
    this.showTotal();
  }

  send(row) {
    const api = this.form.dataset.uploadApi;
    const begun = this.unfinished.get(`${row.size} ${row.sha256} ${row.path}`);
    this.unfinished.delete(`${row.size} ${row.sha256} ${row.path}`);
    row.begun ??= begun ? `${api}transfers/${begun}` : null;
    row.become("sending", row.begun ? "Going on" : "Sending");
    row.sending = new window.tus.Upload(row.file, {
      endpoint: `${api}uploads/${this.key}/files`,
      uploadUrl: row.begun,
      chunkSize: PIECE,
      retryDelays: PAUSES,
      uploadDataDuringCreation: row.size <= SENT_AT_ONCE,
      storeFingerprintForResuming: false,
      headers: { "X-CSRFToken": this.token, Accept: "application/json" },
      metadata: { filename: row.file.name, relativePath: row.path, ...(row.sha256 && { sha256: row.sha256 }) },
      onUploadUrlAvailable: () => (row.begun = row.sending.url),
      onProgress: (sent, all) => this.progressed(row, sent, all),
      onSuccess: () => this.sent(row),
      onError: (error) => this.stopped(row, error),
      onShouldRetry: (error) => this.mayRetry(row, error),
    });
    row.sending.start();
  }

  mayRetry(row, error) {
    const status = error.originalResponse?.getStatus() ?? 0;
    const isPassing = !status || status >= 500 || [409, 423, 429].includes(status);
    if (isPassing && row.state === "sending" && status !== 507) row.words.textContent = "The connection was lost. Going on in a moment.";
    return isPassing && status !== 507;
  }

  progressed(row, sent, all) {
    row.sent = sent;
    row.bar.value = all ? sent / all : 1;
    row.words.textContent = sent === all ? "Sent, being received" : `${megabytes(sent)} of ${megabytes(all)} sent`;
    this.showTotal();
  }

  async sent(row) {
    const answer = await this.fetch(row.sending.url, { headers: { Accept: "application/json" } });
    const key = answer.ok ? answer.body.item : null;
    const html = key ? await this.rowOf(key) : "";
    if (html) this.received(row, html);
    else this.finish(row, "done", answer.body?.archive ? "Received. The service expands it; its files stand on the page of this upload." : "Received.");
  }

  async rowOf(key) {
    try {
      const response = await fetch(`/items/${key}/row/`, { headers: { "X-Requested-With": "live" }, redirect: "manual" });
      return response.status === 200 ? await response.text() : "";
    } catch {
      return "";
    }
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

  stopped(row, error) {
    if (row.state !== "sending") return;
    const status = error.originalResponse?.getStatus() ?? 0;
    const words = parsed(error.originalResponse?.getBody() ?? "")?.error ?? "";
    if (!status) this.finish(row, "failed", "The connection was lost. You can go on where it stopped.");
    else if ([401, 403].includes(status)) this.finish(row, "failed", words || "You have been signed out. Sign in again, and go on.");
    else if (status >= 500) this.finish(row, "failed", words || "The service failed to answer. You can go on where it stopped.");
    else if ([404, 409, 410, 423, 429].includes(status)) this.finish(row, "failed", words || "The service could not go on with this file.");
    else this.finish(row, "refused", words || "The service refused this file.");
    if (status === 404) row.begun = null;
  }

  finish(row, state, words) {
    if (["done", "known"].includes(state)) row.file = null;
    row.sent = state === "done" ? row.size : 0;
    row.become(state, words);
    this.next();
  }

  toggle(row) {
    if (["failed", "cancelled"].includes(row.state)) this.again(row);
    else this.cancel(row);
  }

  // What arrived of a file that is cancelled is removed there too.
  cancel(row) {
    const sending = row.state === "sending" ? row.sending : null;
    row.begun = null;
    this.finish(row, "cancelled", "Cancelled.");
    sending?.abort(true).catch(() => {});
  }

  again(row) {
    if (!this.key) this.opening = this.opening.then(() => this.reopen(row));
    else if (row.sha256) row.become("ready", `Waiting, ${megabytes(row.size)}`);
    else this.read(row);
    this.next();
  }

  async reopen(row) {
    const refusal = await this.open([row]);
    if (refusal) row.become("failed", refusal);
    else this.read(row);
  }

  cancelAll() {
    // First what waits: or each that stops would let the next one begin.
    for (const row of this.rows) if (BUSY.includes(row.state) && row.state !== "sending") row.become("cancelled", "Cancelled.");
    for (const row of this.rows) if (row.state === "sending") this.cancel(row);
    this.showTotal();
  }

  retryAll() {
    for (const row of this.rows) if (["failed", "cancelled"].includes(row.state)) this.again(row);
  }

  isBusy() {
    return this.rows.some((row) => BUSY.includes(row.state));
  }

  showTotal() {
    if (!this.total) return;
    const counted = this.rows.filter((row) => !["refused", "cancelled", "known"].includes(row.state));
    const all = counted.reduce((sum, row) => sum + row.size, 0);
    const sent = counted.reduce((sum, row) => sum + row.sent, 0);
    const n = (...states) => this.rows.filter((row) => states.includes(row.state)).length;
    this.total.hidden = !this.rows.length;
    const bar = this.total.querySelector("progress");
    bar.hidden = !counted.length;
    bar.max = Math.max(all, 1);
    bar.value = all ? sent : Number(!this.isBusy());
    const wrong = n("failed", "refused") ? `, ${n("failed")} failed, ${n("refused")} refused` : "";
    const known = n("known") ? `, ${n("known")} did not need to be sent` : "";
    this.total.querySelector("[data-upload-words]").textContent =
      `${n("done")} of ${counted.length} files received, ${megabytes(sent)} of ${megabytes(all)}${known}${wrong}${this.left(all - sent, n("sending"))}`;
    this.settle("[data-upload-cancel]", this.isBusy());
    this.settle("[data-upload-retry]", n("failed", "cancelled") > 0 && !this.isBusy());
    this.settle("[data-upload-next]", (n("done") > 0 || n("known") > 0) && !this.isBusy());
    const next = this.total.querySelector("[data-upload-next]");
    if (next && this.key) next.href = `${this.form.dataset.uploadNext}${this.key}/`;
  }

  left(bytes, sending) {
    if (!sending) return "";
    this.rate.note(this.rows.reduce((sum, row) => sum + row.sent, 0));
    const seconds = this.rate.secondsFor(bytes);
    return seconds === null ? ", time left: not known yet" : `, ${duration(seconds)}`;
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

  /* ---- Asking the service ---- */

  async post(address, body) {
    const headers = { Accept: "application/json", "X-CSRFToken": this.token, "X-Requested-With": "upload" };
    return this.fetch(address, { method: "POST", headers, body });
  }

  async fetch(address, options) {
    try {
      const response = await fetch(address, { credentials: "same-origin", redirect: "manual", cache: "no-store", ...options });
      const body = parsed(await response.text());
      return { ok: response.ok && body !== null, body, words: sentences(body) || refusal(response) };
    } catch {
      return { ok: false, body: null, words: "The connection was lost. You can try again." };
    }
  }
}

Uploads.numbers = 0;

const sizeOf = (rows) => rows.reduce((sum, row) => sum + row.size, 0);

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

function refusal(response) {
  if (response.type === "opaqueredirect" || [401, 403].includes(response.status)) return "You have been signed out. Load the page again.";
  return "The service failed to answer. You can try again.";
}

for (const form of document.querySelectorAll("form[data-upload]")) new Uploads(form);
