// What opens the menu and the search are labels, which the keyboard does not reach: buttons take their place.
for (const label of document.querySelectorAll("label.md-header__button[for]")) {
  if (!["__drawer", "__search"].includes(label.htmlFor)) continue;
  const button = document.createElement("button");
  button.type = "button";
  button.className = label.className;
  button.setAttribute("for", label.htmlFor); // by this the theme shows each only where there is room for no more
  button.setAttribute("aria-label", label.htmlFor === "__drawer" ? "Menu" : "Search");
  button.append(...label.childNodes);
  button.addEventListener("click", () => document.getElementById(label.htmlFor).click());
  label.replaceWith(button);
}
