// Narrows a list by words and by several facets at once. The address bar holds what is chosen, so that it can be
// sent on. Without it there are the ready-made lists, one for each value of a facet.
const form = document.querySelector("form[data-narrow]");
const status = document.getElementById("narrow-status");
const all = document.getElementById("narrow-all");
const found = document.getElementById("narrow-found");
const list = found.querySelector("ul");
const more = found.querySelector("button");
const STEP = 50;
let asked;
let left = [];

const load = () => (asked ??= fetch(form.dataset.narrow).then((answer) => {
  if (!answer.ok) throw new Error(`${answer.status} for ${form.dataset.narrow}`);
  return answer.json();
}));

function query() {
  const given = [...new FormData(form)].map(([name, value]) => [name, value.trim()]);
  return new URLSearchParams(given.filter(([, value]) => value));
}

async function show() {
  const wanted = query().toString();
  if (!wanted && !asked) return open(true, "");
  let data;
  try {
    data = await load();
  } catch (problem) {
    asked = undefined;
    return open(true, "The list could not be loaded. Try again, or open one of the lists below.");
  }
  if (wanted !== query().toString()) return;
  const counts = narrow(data);
  data.facets.forEach((facet, n) => label(form.elements[facet.id], facet, counts[n]));
  if (!wanted) return open(true, "");
  list.replaceChildren();
  add(data);
  open(false, `${left.length.toLocaleString("en-GB")} of ${plural(data.rows.length, form.dataset.noun)}`);
}

const plural = (count, noun) => `${count.toLocaleString("en-GB")} ${noun}${count === 1 ? "" : "s"}`;

function open(whole, said) {
  all.hidden = !whole;
  found.hidden = whole;
  status.textContent = said;
}

// Leaves the rows that answer everything; by facet and value, how many there would be with that value instead.
function narrow({ facets, rows }) {
  const words = form.elements.q.value.toLowerCase().split(/\s+/).filter(Boolean);
  const chosen = facets.map(({ id, values }) => values.findIndex(([value]) => value === form.elements[id]?.value));
  const counts = facets.map(({ values }) => values.map(() => 0));
  left = rows.filter((row) => {
    const text = words.length ? `${row[1]} ${row[2]}`.toLowerCase() : "";
    if (!words.every((word) => text.includes(word))) return false;
    const fails = chosen.flatMap((place, n) => (place < 0 || row[3 + n].includes(place) ? [] : [n]));
    facets.forEach((_, n) => {
      if (fails.every((other) => other === n)) for (const place of row[3 + n]) counts[n][place] += 1;
    });
    return !fails.length;
  });
  return counts;
}

// What can be chosen, with numbers; what would leave nothing cannot be.
function label(select, { values }, counts) {
  for (const option of select?.options ?? []) {
    const place = values.findIndex(([id]) => id === option.value);
    if (place < 0) continue;
    option.textContent = `${values[place][1]} (${counts[place].toLocaleString("en-GB")})`;
    option.disabled = !counts[place] && !option.selected;
  }
}

function add({ facets }) {
  const from = list.children.length;
  for (const [path, title, line, ...places] of left.slice(from, from + STEP)) {
    const [, name, colour] = facets[0].values[places[0][0]];
    const row = document.createElement("li");
    const head = document.createElement("h2");
    const link = Object.assign(document.createElement("a"), { href: form.dataset.at + path, textContent: title });
    const tag = Object.assign(document.createElement("strong"), { className: `nhsuk-tag nhsuk-tag--${colour}`, textContent: name });
    const said = document.createElement("p");
    head.append(link);
    said.append(tag, ` ${line}`);
    row.append(head, said);
    list.append(row);
  }
  more.hidden = list.children.length >= left.length;
  return list.children[from];
}

function changed(step) {
  const text = query().toString();
  history[step](null, "", location.pathname + (text ? `?${text}` : ""));
  show();
}

function read() {
  const given = new URLSearchParams(location.search);
  for (const field of form.elements) {
    if (!field.name) continue;
    field.value = given.get(field.name) ?? "";
    if (field.selectedIndex < 0) field.selectedIndex = 0;
  }
  show();
}

form.addEventListener("change", ({ target }) => changed(target.name === "q" ? "replaceState" : "pushState"));
form.addEventListener("input", ({ target }) => target.name === "q" && changed("replaceState"));
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => setTimeout(() => changed("pushState")));
more.addEventListener("click", async () => add(await load())?.querySelector("a").focus());
addEventListener("popstate", read);
read();
