// Applies filters, gives answers, asks the search.
for (const one of document.querySelectorAll("main select")) {
  one.selectedIndex = one.options.length - 1;
  one.dispatchEvent(new Event("change", { bubbles: true }));
}
for (const group of new Set([...document.querySelectorAll("main [type=radio]")].map((one) => one.name)))
  document.querySelector(`main [type=radio][name="${CSS.escape(group)}"]`)?.click();
for (const one of document.querySelectorAll("main [type=checkbox]")) if (!one.checked) one.click();
for (const one of document.querySelectorAll("main input[type=search], main input:not([type])")) {
  one.value = "care";
  one.dispatchEvent(new Event("input", { bubbles: true }));
  if (one.form?.method === "get") one.form.requestSubmit();
}
const word = document.querySelector("main [data-window] button, main [data-word]");
word?.click();
