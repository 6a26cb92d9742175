// The self-assessment: the result at once, answers kept on this device where the visitor asks for it, and "what if".
// Points are whole numbers and bands are fractions of whole numbers, so that nothing is rounded but what is shown.

/** The share in tenths of a per cent, rounded half up. */
export const tenths = (points, most) => Math.floor((2000 * points + most) / (2 * most));

/** The name of the band that points/most falls into: `bands` are [name, numerator, denominator of where it ends]. */
export function band(bands, points, most) {
  for (const [name, over, under] of bands) if (points * under < over * most) return name;
  return bands[bands.length - 1][0];
}

const score = (name, points, most, bands) => most
  ? { name, points, most, tenths: tenths(points, most), band: band(bands, points, most) }
  : { name, points: 0, most: 0, tenths: null, band: null };

/** The result of `levels`: by indicator the place of a level (0 is the lowest), null for "don't know". */
export function answered(model, levels) {
  const dimensions = model.dimensions.map(({ name, indicators }) => {
    const known = indicators.filter(({ id }) => Number.isInteger(levels[id]));
    const sum = (pick) => known.reduce((total, one) => total + pick(one), 0);
    return score(name, sum(({ id, points }) => points[levels[id]]), sum(({ points }) => points[points.length - 1]), model.ratings);
  });
  const all = (what) => dimensions.reduce((total, one) => total + one[what], 0);
  return { dimensions, whole: score(model.title, all("points"), all("most"), model.states) };
}

/** What is kept on this device under a key. Where nothing can be kept, or what is kept was spoilt: nothing. */
function recall(key) {
  try {
    const kept = JSON.parse(localStorage.getItem(key));
    return typeof kept === "object" ? kept : null;
  } catch {
    return null;
  }
}

/** Keeps a value on this device, or forgets it (null); false where the browser does not allow it. */
function remember(key, value) {
  try {
    if (value) localStorage.setItem(key, JSON.stringify(value));
    else localStorage.removeItem(key);
    return true;
  } catch {
    return false;
  }
}

const percent = (value) => value === null ? "not known" : `${Math.floor(value / 10)}.${value % 10}%`;

function start(form) {
  const model = JSON.parse(document.getElementById("assessment-model").textContent);
  const output = document.getElementById("assessment-result");
  const keep = document.getElementById("assessment-keep");
  const store = `smile-assessment-${model.name}-${model.version}`;
  const ids = model.dimensions.flatMap(({ indicators }) => indicators.map(({ id }) => id));

  const given = () => Object.fromEntries(ids.map((id) => [id, form.elements[`indicator-${id}`].value]));

  const read = () => Object.fromEntries(Object.entries(given()).map(([id, value]) => {
    const place = model.levels.indexOf(value);
    return [id, place < 0 ? null : place];
  }));

  function show() {
    const { dimensions, whole } = answered(model, read());
    const rows = [...dimensions, whole].map((one, place) => {
      const row = document.createElement("li");
      const name = place < dimensions.length ? one.name : "All together";
      row.textContent = one.most ? `${name}: ${one.points} of ${one.most} (${percent(one.tenths)}), ${one.band}` : `${name}: no answer yet`;
      return row;
    });
    output.replaceChildren(...rows);
  }

  function save() {
    if (keep && !remember(store, keep.checked ? given() : null)) keep.checked = false;
  }

  const kept = keep && recall(store);
  if (kept) {
    keep.checked = true;
    for (const [id, value] of Object.entries(kept)) {
      if (value && ids.includes(id)) form.elements[`indicator-${id}`].value = value;
    }
  }
  document.getElementById("assessment-live").hidden = false;
  form.addEventListener("change", () => { show(); save(); });
  form.addEventListener("reset", () => { remember(store, null); setTimeout(show); });
  show();
}

if (typeof document !== "undefined") for (const form of document.querySelectorAll("form[data-assessment]")) start(form);
