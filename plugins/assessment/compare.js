// Any two results side by side, chosen on the page. What it shows is what the build's own pages of pairs show.
import { answered } from "./self-assessment.js";

const signed = (change) => (change > 0 ? `+${change}` : change < 0 ? `${change}` : "Same");

/** The rows of both tables for two results of one `model`: points by dimension, then levels by indicator. */
export function compared(model, first, second) {
  const both = [first, second].map(({ levels }) => answered(model, levels));
  const points = ({ points, most }) => `${points} of ${most}`;
  const sums = model.dimensions.map(({ name }, place) => [name, ...both.map(({ dimensions }) => points(dimensions[place]))]);
  sums.push(["All together", ...both.map(({ whole }) => points(whole))]);
  sums.push(["State, computed", ...both.map(({ whole }) => whole.band)]);
  const ids = model.dimensions.flatMap(({ indicators }) => indicators.map(({ id }) => id));
  const changes = ids.map((id) => second.levels[id] - first.levels[id]);
  const rows = ids.map((id, place) => [
    model.names[id], model.levels[first.levels[id]], model.levels[second.levels[id]], signed(changes[place]),
  ]);
  return { sums, rows, higher: changes.filter((one) => one > 0).length, lower: changes.filter((one) => one < 0).length };
}

const many = (count) => `${count} ${count === 1 ? "indicator" : "indicators"}`;

function fill(table, head, rows) {
  const cells = (kind, row) => row.map((text, place) => {
    const cell = document.createElement(place && kind === "td" ? "td" : "th");
    cell.textContent = text;
    if (kind === "th") cell.scope = "col";
    else if (!place) cell.scope = "row";
    else cell.dataset.label = head[place];
    return cell;
  });
  const line = (kind) => (row) => {
    const made = document.createElement("tr");
    made.append(...cells(kind, row));
    return made;
  };
  table.tHead.replaceChildren(line("th")(head));
  table.tBodies[0].replaceChildren(...rows.map(line("td")));
}

/** What tables call two results: by their dates, and by whose they are where that differs. */
export function heads(first, second) {
  if (first.organisation === second.organisation) return [first.date, second.date];
  const part = first.label === second.label ? "organisation" : "label";
  return [first, second].map((one) => `${one[part]}, ${one.date}`);
}

function offer(list, results) {
  const groups = new Map();
  results.forEach(({ organisation, label, date }, place) => {
    if (!groups.has(organisation)) {
      const group = document.createElement("optgroup");
      group.label = organisation;
      groups.set(organisation, group);
    }
    groups.get(organisation).append(new Option(`${date}, ${label}`, place));
  });
  list.append(...groups.values());
}

function start(form) {
  const { models, results } = JSON.parse(document.getElementById("compare-data").textContent);
  const said = document.getElementById("compare-said");
  const tables = [...document.querySelectorAll("#compare-result table")];
  const lists = [form.elements.first, form.elements.second];
  const asked = /^#(\d+)-(\d+)$/.exec(location.hash)?.slice(1) ?? [];
  lists.forEach((list, place) => {
    offer(list, results);
    list.value = asked[place] in results ? asked[place] : place ? 0 : Math.min(1, results.length - 1);
  });

  function show() {
    const [first, second] = lists.map(({ value }) => results[value]);
    const alike = first.model === second.model;
    for (const table of tables) table.closest(".table").hidden = !alike;
    if (!alike) {
      said.textContent = "These two answer different questions. Choose two of one model.";
      return;
    }
    const { sums, rows, higher, lower } = compared(models[first.model], first, second);
    const full = ({ organisation, date }) => `${organisation}, ${date}`;
    said.textContent = `${full(second)}, beside ${full(first)}, is higher on ${many(higher)} and lower on ${lower}, of ${rows.length}.`;
    fill(tables[0], ["Dimension", ...heads(first, second)], sums);
    fill(tables[1], ["Indicator", ...heads(first, second), "Change"], rows);
  }

  form.addEventListener("change", () => {
    history.replaceState(null, "", `#${lists.map(({ value }) => value).join("-")}`);
    show();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("compare-live").hidden = false;
  show();
}

if (typeof document !== "undefined") for (const form of document.querySelectorAll("form[data-compare]")) start(form);
