// What came of attacks in pages (texts by name); the second argument stands in every attack.
const [pages, mark] = arguments, urls = ["href", "src", "action", "formaction", "data", "poster", "xlink:href",
  "srcset", "values", "srcdoc", "ping", "cite", "background", "manifest"];
const bad = ["iframe", "object", "embed", "base", "plaintext", "marquee", "math", "frame", "applet", "style"];
const inert = ["application/ld+json", "application/json"];
const found = {};
for (const [name, text] of Object.entries(pages)) {
  const page = new DOMParser().parseFromString(text, "text/html"), said = [];
  const own = (one) => one.outerHTML.slice(0, 160);
  for (const one of page.querySelectorAll("*")) {
    const tag = one.localName;
    if (tag.includes(mark)) said.push("element " + own(one));
    if (bad.includes(tag) && one.outerHTML.includes(mark)) said.push("element " + own(one));
    if (tag === "script" && one.outerHTML.includes(mark)) {
      if (!inert.includes(one.type)) said.push("script " + own(one));
      else try { JSON.parse(one.textContent); } catch { said.push("broken JSON " + own(one)); }
    }
    for (const { name: attribute, value } of one.attributes) {
      if (attribute.includes(mark) || /^on/.test(attribute) || attribute === "autofocus" || attribute === "srcdoc")
        said.push(`attribute ${attribute} ` + own(one));
      if (attribute === "style" && value.includes(mark)) said.push("style " + own(one));
      if (["id", "class"].includes(attribute) && !/^h[1-6]$/.test(tag) && value.split(/\s+/).includes(mark)) said.push(`${attribute} ` + own(one));
      if (!urls.includes(attribute) || !value.includes(mark)) continue;
      const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(value.replace(/[\0-\x20]/g, ""))?.[1].toLowerCase();
      if (scheme && !["http", "https", "mailto", "tel"].includes(scheme)) said.push(`scheme ${scheme}: ` + own(one));
      if (["script", "link", "img", "source", "form", "use", "video", "audio"].includes(tag)
          && /^(https?:)?\/\/[^/]*zq9x\.example/i.test(value) && one.getAttribute("rel") !== "canonical")
        said.push("loads " + own(one));
    }
    if (tag === "meta" && one.httpEquiv.toLowerCase() === "refresh") said.push("refresh " + own(one));
  }
  const comments = page.createNodeIterator(page, NodeFilter.SHOW_COMMENT);
  for (let one; (one = comments.nextNode());) if (one.data.includes(mark)) said.push("comment " + one.data.slice(0, 120));
  if (page.documentElement.textContent.includes("49" + mark) || page.documentElement.textContent.includes(mark + mark))
    said.push("template code was run");
  if (said.length) found[name] = [...new Set(said)].slice(0, 5);
}
return found;
