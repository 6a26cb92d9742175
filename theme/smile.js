// The theme's script: the parts of the NHS design system that move, and the search page.
// Without it everything can be read and reached: the menu wraps, and the search page says what to do instead.
import { Header } from "nhsuk-frontend/dist/nhsuk/components/header/header.mjs";
import { SkipLink } from "nhsuk-frontend/dist/nhsuk/components/skip-link/skip-link.mjs";

document.body.classList.add("js-enabled", "nhsuk-frontend-supported");

const skip = document.querySelector("[data-module='nhsuk-skip-link']");
if (skip) new SkipLink(skip);

const header = document.querySelector("[data-module='nhsuk-header']");
if (header?.querySelector(".menu")) {
  new Header(header, {
    navigationClass: "menu",
    navigationListClass: "menu__list",
    navigationItemClass: "menu__item",
    menuClass: "menu__more",
    menuToggleClass: "menu__toggle",
    menuListClass: "menu__more-list",
  });
}

// A table that is shown as blocks on a phone stays a table for who listens: not every browser sees to it by itself.
const roles = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };
for (const part of document.querySelectorAll(".table--stacked :is(table, thead, tbody, tr, th, td)")) {
  part.setAttribute("role", roles[part.tagName] ?? (part.scope === "col" ? "columnheader" : "rowheader"));
}

// A table that is wider than the screen scrolls: the keyboard can reach it too.
const tables = new ResizeObserver((changes) => {
  for (const { target } of changes) target.tabIndex = target.scrollWidth > target.clientWidth ? 0 : -1;
});
for (const table of document.querySelectorAll(".prose > table")) tables.observe(table);

// not before somebody begins to write: most who read the page only read
for (const form of document.querySelectorAll("form[data-form]")) {
  form.addEventListener("focusin", () => prove(form), { once: true });
}

const panel = document.getElementById("search");
if (panel) startSearch(panel);

// Draws the search page. Every microsite has an index of its own; the list of them is at data-indexes.
function startSearch(panel) {
  const pageSize = 10;
  const form = document.querySelector("form.search");
  const field = form.elements.q;
  const filter = document.getElementById("search-site");
  const status = panel.querySelector(".search__status");
  const list = panel.querySelector(".search__results");
  const more = panel.querySelector(".search__more");
  let sites = [];
  let engine;
  let found = [];
  let asked = 0;

  // Starts Pagefind with the first index and joins the others to it; once for a page.
  async function load() {
    const answer = await fetch(panel.dataset.indexes);
    if (!answer.ok) throw new Error(`${answer.status} for ${panel.dataset.indexes}`);
    sites = await answer.json();
    if (!sites.length) throw new Error("no index");
    filter.replaceChildren(filter.options[0], ...sites.map(({ title }) => new Option(title, title)));
    filter.value = new URLSearchParams(location.search).get("site") ?? "";
    if (filter.selectedIndex < 0) filter.value = "";
    const [first, ...others] = sites;
    const pagefind = await import(`${first.bundle}pagefind.js`);
    await pagefind.options({ ...settings(first), excerptLength: 25 });
    await pagefind.init();
    await Promise.all(others.map((site) => pagefind.mergeIndex(site.bundle, settings(site))));
    return pagefind;
  }

  function settings(site) {
    return { baseUrl: site.base, mergeFilter: { microsite: site.title } };
  }

  async function show() {
    const turn = ++asked;
    const words = field.value.trim();
    if (!words) {
      remember("", filter.value);
      return say("", []);
    }
    say("Searching");
    try {
      const pagefind = await (engine ??= load());
      if (turn !== asked) return;
      const chosen = filter.value;
      remember(words, chosen);
      const result = await pagefind.search(words, chosen ? { filters: { microsite: chosen } } : {});
      if (turn !== asked) return;
      say("", result.results);
      await add(turn);
      if (turn === asked) status.textContent = count(result.results.length, words, chosen);
    } catch (problem) {
      engine = undefined;
      if (turn !== asked) return;
      console.error(problem);
      say("Search is not working at the moment. Try again in a few minutes, or use the menu above.", []);
    }
  }

  function count(n, words, site) {
    const where = site ? ` in ${site}` : "";
    if (!n) return `No results for “${words}”${where}. Check the spelling, or try fewer or other words.`;
    return `${n} ${n === 1 ? "result" : "results"} for “${words}”${where}`;
  }

  function say(text, results) {
    status.textContent = text;
    if (!results) return;
    found = results;
    list.replaceChildren();
    more.hidden = true;
  }

  // The next results; the first of them takes the focus when the reader asked for more.
  async function add(turn, focus = false) {
    const from = list.children.length;
    const pages = await Promise.all(found.slice(from, from + pageSize).map((result) => result.data()));
    if (turn !== asked) return;
    list.append(...pages.map(item));
    more.hidden = list.children.length >= found.length;
    if (focus) list.children[from]?.querySelector("a").focus();
  }

  function item(page) {
    const link = make("a", page.meta.title ?? page.url);
    link.href = page.url;
    const heading = make("h2");
    heading.append(link);
    const from = make("p", siteOf(page.url), "search__from");
    const excerpt = make("p");
    excerpt.innerHTML = page.excerpt; // Pagefind has escaped all of it but its own <mark>
    const row = make("li");
    row.append(heading, from, excerpt);
    return row;
  }

  function siteOf(url) {
    const path = new URL(url, location.href).pathname;
    const of = sites.filter((site) => path.startsWith(site.base)).sort((a, b) => b.base.length - a.base.length)[0];
    return of ? of.title : "";
  }

  function make(name, text = "", className = "") {
    const element = document.createElement(name);
    element.textContent = text;
    if (className) element.className = className;
    return element;
  }

  function remember(words, site) {
    const query = new URLSearchParams();
    if (words) query.set("q", words);
    if (site) query.set("site", site);
    history.replaceState(null, "", `${location.pathname}?${query}`.replace(/\?$/, ""));
  }

  field.value = new URLSearchParams(location.search).get("q") ?? "";
  panel.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show();
  });
  filter.addEventListener("change", show);
  more.addEventListener("click", () => add(asked, true));
  if (field.value) show();
}

// Solves the challenge of the form service (ALTCHA's scheme), so that what is sent need not wait for a person.
// Without it, or where it cannot be had, the form is sent all the same.
async function prove(form) {
  const address = form.action.replace(/\/send$/, "/challenge");
  if (address === form.action || !window.crypto?.subtle) return;
  try {
    const answer = await fetch(address);
    if (!answer.ok) return;
    const { algorithm, challenge, salt, signature, maxnumber } = await answer.json();
    const encoder = new TextEncoder();
    for (let number = 0; number <= maxnumber; number++) {
      const digest = new Uint8Array(await crypto.subtle.digest(algorithm, encoder.encode(salt + number)));
      if (Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("") !== challenge) continue;
      form.elements.altcha.value = btoa(JSON.stringify({ algorithm, challenge, number, salt, signature }));
      return;
    }
  } catch (problem) {
    console.error(problem);
  }
}

// A page with mistakes: the list of them takes the focus, as the NHS service manual asks.
const mistakes = document.getElementById("problem");
if (mistakes) {
  mistakes.tabIndex = -1;
  mistakes.focus();
}
