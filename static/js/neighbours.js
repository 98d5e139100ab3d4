/* Going on to the next and the previous file or request of the list that its page was opened from.
 *
 * <nav data-neighbours hidden><a data-neighbour="-1">…</a> <span data-neighbour-place></span> <a data-neighbour="1">…</a></nav>
 *
 * The list is what stood on the page that the officer came from: addresses only, kept by the tab until it is closed.
 */

const STORE = "icse-neighbours";
const ONE = /^\/(items|threads)\/[0-9a-f-]{36}\/$/;

const pathOf = (link) => new URL(link.href, document.baseURI).pathname;
const kindOf = (path) => ONE.exec(path)?.[1];
const storeOf = (kind) => `${STORE}-${kind}`;

// A click by a key is a click as well.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  const kind = link && kindOf(pathOf(link));
  if (!kind || !link.closest("main") || link.matches("[data-neighbour]")) return;
  const links = [...document.querySelectorAll("main a[data-row-link]")].filter((one) => one.checkVisibility());
  const paths = new Set(links.map(pathOf).filter((path) => kindOf(path) === kind));
  sessionStorage.setItem(storeOf(kind), JSON.stringify(paths.has(pathOf(link)) ? [...paths] : []));
});

function furnish(nav) {
  const paths = JSON.parse(sessionStorage.getItem(storeOf(kindOf(window.location.pathname))) ?? "[]");
  const here = paths.indexOf(window.location.pathname);
  if (here < 0 || paths.length < 2) return;
  for (const link of nav.querySelectorAll("[data-neighbour]")) {
    const path = paths[here + Number(link.dataset.neighbour)];
    if (path) link.href = path;
    link.hidden = !path;
  }
  nav.querySelector("[data-neighbour-place]").textContent = `${here + 1} of ${paths.length}`;
  nav.hidden = false;
}

const nav = document.querySelector("[data-neighbours]");
if (nav) furnish(nav);
