// What makes a page scroll to the side.
const root = document.scrollingElement;
if (root.scrollWidth <= innerWidth) return [];
return [...document.body.querySelectorAll("*")].filter((one) => one.getBoundingClientRect().right > innerWidth + 1
  && one.checkVisibility() && !one.closest("[tabindex], pre, .table--wide, .md-typeset__scrollwrap, svg"))
  .slice(0, 3).map((one) => one.outerHTML.slice(0, 120));
