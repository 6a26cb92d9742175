// Combines words at once on a Window's page. The address bar holds what is chosen, so that it can be sent on.
// Without it each word is a link to its own page.
const root = document.querySelector("[data-window]");
const links = [...root.querySelectorAll("[data-word]")];
const panel = document.getElementById("chosen");
const status = document.getElementById("chosen-status");
const chips = document.getElementById("chosen-words");
const list = document.getElementById("chosen-posts");
let asked;

const load = () => (asked ??= fetch(root.dataset.window).then((answer) => {
  if (!answer.ok) throw new Error(`${answer.status} for ${root.dataset.window}`);
  return answer.json();
}));
const chosen = () => (new URLSearchParams(location.search).get("words") ?? "").split(",").filter(Boolean);

function make(name, text = "", more = {}) {
  return Object.assign(document.createElement(name), { textContent: text }, more);
}

function go(words, focus) {
  const query = new URLSearchParams(location.search);
  words.length ? query.set("words", words.join(",")) : query.delete("words");
  const text = query.toString().replaceAll("%2C", ",");
  history.pushState(null, "", location.pathname + (text ? `?${text}` : ""));
  return show(focus);
}

// The posts that say every chosen word, and in the cloud only the words that these posts say too.
async function show(focus = false) {
  const words = chosen();
  let data;
  try {
    data = words.length ? await load() : null;
  } catch (problem) {
    asked = undefined;
    panel.hidden = false;
    status.textContent = "The posts could not be loaded. Try again, or open a word in a new tab.";
    return;
  }
  if (words.join() !== chosen().join()) return;
  const by = new Map(data?.words.map((word) => [word.slug, word]));
  let left = data ? data.items.map((_, index) => index) : [];
  for (const slug of words) left = left.filter((index) => by.get(slug)?.items.includes(index));
  const held = new Set(left);
  for (const link of links) {
    const slug = link.dataset.word;
    const count = data ? by.get(slug).items.filter((index) => held.has(index)).length : 1;
    link.closest("li, tr").hidden = !count;
    words.includes(slug) ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current");
  }
  panel.hidden = !data;
  if (!data) return focus && root.focus();
  const names = words.map((slug) => by.get(slug)?.text ?? slug);
  status.textContent = `${left.length} ${left.length === 1 ? "post says" : "posts say"} ${names.join(" and ")}`;
  chips.replaceChildren(...words.map((slug, place) => {
    const row = make("li");
    const button = make("button", names[place], { type: "button", className: "chip" });
    button.append(make("span", " (take away)", { className: "nhsuk-u-visually-hidden" }));
    button.addEventListener("click", () => go(words.filter((other) => other !== slug), true));
    row.append(button);
    return row;
  }));
  list.replaceChildren(...left.map((index) => post(data.items[index])));
  if (focus) status.focus();
}

function post(item) {
  const row = make("li", "", { className: "post" });
  const title = make("h3");
  title.append(make("a", item.title, { href: item.url, rel: "noopener nofollow external" }));
  const day = new Date(`${item.date}T12:00:00Z`).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
  row.append(title, make("p", `${[item.source, ...item.also].join(", also ")}, ${day}`, { className: "post__from" }));
  if (item.text) row.append(make("p", item.text));
  return row;
}

root.addEventListener("click", (event) => {
  const link = event.target.closest("[data-word]");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const words = chosen();
  const slug = link.dataset.word;
  go(words.includes(slug) ? words.filter((other) => other !== slug) : [...words, slug], true);
});
document.getElementById("chosen-none").addEventListener("click", () => go([], true));

// How the words are shown is in the address, too.
const views = [...document.querySelectorAll("input[name=view]")];
const look = () => {
  const view = new URLSearchParams(location.search).get("view") ?? "cloud";
  for (const input of views) input.checked = input.value === view;
};
for (const input of views) {
  input.addEventListener("change", () => {
    const query = new URLSearchParams(location.search);
    input.value === "cloud" ? query.delete("view") : query.set("view", input.value);
    const text = query.toString().replaceAll("%2C", ",");
    history.replaceState(null, "", location.pathname + (text ? `?${text}` : ""));
  });
}
addEventListener("popstate", () => { look(); show(); });
look();
show();
