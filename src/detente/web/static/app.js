// What every page shares: the theme switch and the key that leads to the search.
const root = document.documentElement;

export function currentTheme() {
  if (root.dataset.theme) return root.dataset.theme;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

function announceTheme() {
  document.dispatchEvent(new CustomEvent("detente:theme", { detail: currentTheme() }));
}

for (const button of document.querySelectorAll("[data-theme-toggle]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    root.dataset.theme = currentTheme() === "dark" ? "light" : "dark";
    try { localStorage.setItem("detente-theme", root.dataset.theme); } catch { /* for this page only */ }
    announceTheme();
  });
}
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", announceTheme);

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  event.preventDefault();
  (document.querySelector("#q") ?? document.querySelector("#quick-q"))?.focus();
});
