/* Hashes of files, piece by piece, away from the page. Takes {id, file, also}, where also names hashes beside SHA-256 (sha1,
   md5); answers {id, read} on the way, and {id, hashes: {sha256, …}} or {id, failed}. */

import { md5, sha1 } from "../vendor/noble-hashes/legacy.js";
import { sha256 } from "../vendor/noble-hashes/sha2.js";

const ALSO = { sha1, md5 };
const TOLD_EVERY = 16 * 1_048_576;

async function digest(id, file, also) {
  const hashes = { sha256: sha256.create() };
  for (const name of also) hashes[name] = ALSO[name].create();
  const reader = file.stream().getReader();
  let read = 0;
  let told = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    for (const hash of Object.values(hashes)) hash.update(part.value);
    read += part.value.length;
    if (read - told >= TOLD_EVERY) {
      told = read;
      postMessage({ id, read });
    }
  }
  return Object.fromEntries(Object.entries(hashes).map(([name, hash]) => [name, hexadecimal(hash.digest())]));
}

function hexadecimal(bytes) {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

let last = Promise.resolve();

// One after the other: two at once would only share the disk.
addEventListener("message", ({ data }) => {
  last = last
    .then(() => digest(data.id, data.file, data.also))
    .then((hashes) => postMessage({ id: data.id, hashes }))
    .catch(() => postMessage({ id: data.id, failed: true }));
});
