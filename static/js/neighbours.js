/* Going on to the next and the previous file of the list that an item's page was opened from.
 *
 * <nav data-neighbours hidden><a data-neighbour="-1">…</a> <span data-neighbour-place></span> <a data-neighbour="1">…</a></nav>
 *
 * The list is what stood on the page that the officer came from: addresses only, kept by the tab until it is closed.
 */

const STORE = "icse-neighbours";
const ITEM = /^\/items\/[0-9a-f-]{36}\/$/;

const pathOf = (link) => new URL(link.href, document.baseURI).pathname;

// A click by a key is a click as well.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  if (!link?.closest("main") || link.matches("[data-neighbour]") || !ITEM.test(pathOf(link))) return;
  const links = [...document.querySelectorAll("main a[data-row-link]")].filter((one) => one.checkVisibility());
  const paths = new Set(links.map(pathOf).filter((path) => ITEM.test(path)));
  sessionStorage.setItem(STORE, JSON.stringify(paths.has(pathOf(link)) ? [...paths] : []));
});

function furnish(nav) {
  const paths = JSON.parse(sessionStorage.getItem(STORE) ?? "[]");
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
