// Runs before the first paint, so that a chosen theme does not flash. Storage may be forbidden.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const chosen = localStorage.getItem("detente-theme");
    if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;
  } catch { /* the system's choice then */ }
})();
