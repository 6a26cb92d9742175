// The benchmark's Eleventy site. The environment variable MINIFY turns the minifier on.
import minifier from "@minify-html/node";

const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
const OPTIONS = { keep_closing_tags: true, keep_html_and_head_opening_tags: true };

/** Pages of one kind, by microsite. */
function bySite(pages, kind) {
  const found = {};
  for (const page of pages) {
    if (page.data.kind === kind) (found[page.data.site] ??= []).push(page);
  }
  return found;
}

export default function (config) {
  config.setUseGitIgnore(false);
  config.addPassthroughCopy({ static: "/" });
  config.addFilter("day", (value) => DAY.format(new Date(value)));
  config.addFilter("iso", (value) => new Date(value).toISOString().slice(0, 10));
  config.addFilter("above", (menu, url) => menu.filter((entry) => url.startsWith(entry.url) && url !== entry.url));
  config.addCollection("registers", (api) => bySite(api.getAll(), "record"));
  config.addCollection("newest", (api) => {
    const found = bySite(api.getAll(), "article");
    for (const site of Object.keys(found)) found[site] = found[site].sort((a, b) => b.date - a.date).slice(0, 20);
    return found;
  });
  config.addCollection("titles", (api) => Object.fromEntries(api.getAll().map((page) => [page.url, page.data.title])));
  if (process.env.MINIFY) {
    config.addTransform("minify", function (content) {
      if (!(this.page.outputPath || "").endsWith(".html")) return content;
      return minifier.minify(Buffer.from(content), OPTIONS).toString();
    });
  }
  return {
    dir: { input: "content", includes: "../_includes", data: "../_data" },
    markdownTemplateEngine: false,
    htmlTemplateEngine: false,
  };
}
