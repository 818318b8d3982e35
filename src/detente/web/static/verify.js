// The page of a verification: copying the citation.
const toast = document.querySelector("[data-toast]");

function say(words) {
  if (!toast) return;
  toast.textContent = words;
  toast.classList.add("is-shown");
  setTimeout(() => toast.classList.remove("is-shown"), 2000);
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).textContent.trim());
      say("Citation copied");
    } catch {
      say("The browser did not let the citation be copied; select it instead");
    }
  });
}
