// Runs axe-core, which is loaded already: its options, then what to call with the result.
const [options, done] = arguments;
const finished = () => document.getAnimations().filter((one) => one.playState === "running"
  && one.effect?.getComputedTiming().endTime !== Infinity).map((one) => one.finish());
finished();
axe.run(document, options).then(
  ({ violations, testEngine }) => done({ engine: testEngine.version, violations: violations.map((one) => ({
    id: one.id, help: one.help, nodes: one.nodes.map((node) => node.target.join(" ") + " | "
      + node.html.slice(0, 160) + " | " + (node.any[0] ?? node.all[0] ?? node.none[0])?.message) })) }),
  (error) => done({ violations: [{ id: "axe", help: String(error), nodes: [""] }] }));
