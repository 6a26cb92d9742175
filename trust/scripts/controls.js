// Numbers what the keyboard should reach.
const shown = (one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest("[inert]");
const groups = new Set();
const all = [...document.querySelectorAll(
  "a[href], area[href], button, input:not([type=hidden]), select, textarea, summary, iframe, audio[controls], "
  + "video[controls], [tabindex]")].filter((one) => {
    if (!shown(one) || one.disabled || one.tabIndex < 0) return false;
    if (one.type !== "radio") return true;
    const key = one.form?.id + one.name;
    const first = !groups.has(key);
    groups.add(key);
    return first;
  });
all.forEach((one, number) => { one.dataset.trust = number; });
document.documentElement.style.scrollBehavior = "auto"; // where it glides, nothing can be looked at yet
window.scrollTo(0, 0);
document.activeElement?.blur();
return all.length;
