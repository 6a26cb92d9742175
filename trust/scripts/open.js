// Opens menus, disclosures and, in the handbook, the search.
for (const one of document.querySelectorAll("details:not([open]) > summary")) one.click();
for (const one of document.querySelectorAll("button[aria-expanded=false]"))
  if (one.checkVisibility()) one.click();
for (const one of document.querySelectorAll("input[type=checkbox].md-toggle, label[for=__search]"))
  if (one.matches("label") && one.checkVisibility()) one.click();
