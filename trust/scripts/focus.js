// What has the focus: its number, whether any point of it can be seen; and what it looks like, which is kept.
const look = (one) => { const s = getComputedStyle(one); return [s.outlineStyle, s.outlineWidth, s.outlineColor,
  s.boxShadow, s.backgroundColor, s.color, s.borderBottom, s.borderTop, s.textDecorationLine, s.textDecorationThickness].join("|"); };
const one = document.activeElement;
if (!one || one === document.body || one === document.documentElement) return null;
for (const moving of document.getAnimations())
  if (moving.effect?.getComputedTiming().endTime !== Infinity) moving.finish();
const box = one.getBoundingClientRect();
const holders = [one, one.parentElement, one.closest("label"), one.labels?.[0], one.nextElementSibling].filter(Boolean);
window.trustLooks = holders.map((holder) => [holder, look(holder)]);
const inside = (hit) => hit && (hit === one || one.contains(hit) || hit.closest("label") === one.labels?.[0]);
const rects = [...one.getClientRects()];
const clipped = rects.map((r) => ({ left: Math.max(r.left, 0), top: Math.max(r.top, 0),
  right: Math.min(r.right, innerWidth), bottom: Math.min(r.bottom, innerHeight) }));
const on = clipped.filter((r) => r.right > r.left && r.bottom > r.top).flatMap((r) => [.5, .1, .9].flatMap((x) =>
  [.5, .2, .8].map((y) => [r.left + (r.right - r.left) * x, r.top + (r.bottom - r.top) * y])));
const group = one.type === "radio" ? document.querySelector(`[data-trust][name="${CSS.escape(one.name)}"]`) : one;
return { id: group?.dataset.trust ?? one.dataset.trust ?? "", text: one.outerHTML.slice(0, 110), on: on.length,
  seen: on.some(([x, y]) => inside(document.elementFromPoint(x, y))), player: ["AUDIO", "VIDEO", "IFRAME"].includes(one.nodeName) };
