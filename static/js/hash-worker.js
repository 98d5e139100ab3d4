/* SHA-256 of files, piece by piece, away from the page. Takes {id, file}; answers {id, read} on the way, and {id, sha256} or {id, failed}. */

import { sha256 } from "../vendor/noble-hashes/sha2.js";

const TOLD_EVERY = 16 * 1_048_576;

async function digest(id, file) {
  const hash = sha256.create();
  const reader = file.stream().getReader();
  let read = 0;
  let told = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    hash.update(part.value);
    read += part.value.length;
    if (read - told >= TOLD_EVERY) {
      told = read;
      postMessage({ id, read });
    }
  }
  return [...hash.digest()].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

let last = Promise.resolve();

// One after the other: two at once would only share the disk.
addEventListener("message", ({ data }) => {
  last = last
    .then(() => digest(data.id, data.file))
    .then((hex) => postMessage({ id: data.id, sha256: hex }))
    .catch(() => postMessage({ id: data.id, failed: true }));
});
