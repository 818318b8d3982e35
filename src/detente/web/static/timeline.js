// The interactive timeline. Vega's expressions run in its interpreter (ast), so no page needs `unsafe-eval`.
import { currentTheme } from "./app.js";

const NARROWEST = 640;
const place = document.getElementById("timeline");
const note = document.createElement("p");
note.className = "chart-note";
place.after(note);

// Only pages of this archive may be opened from a point.
function ownAddress(href) {
  try {
    const address = new URL(href, location.href);
    return address.origin === location.origin ? address.href : null;
  } catch {
    return null;
  }
}

// Vega follows the address of a mark that is clicked; it gets none that leads elsewhere.
function keepOwnAddresses(specification) {
  for (const datum of specification.data.values) datum.href = ownAddress(datum.href) ?? undefined;
}

async function draw() {
  const source = new URL(place.dataset.specification, location.href);
  source.searchParams.set("theme", currentTheme());
  const answer = await fetch(source);
  if (!answer.ok) throw new Error((await answer.json()).error);
  const specification = await answer.json();
  specification.background = "transparent";
  keepOwnAddresses(specification);
  fit(specification);
  const canvas = document.createElement("div");
  canvas.className = "canvas";
  place.replaceChildren(canvas);
  await vegaEmbed(canvas, specification, {
    ast: true,
    actions: false,
    defaultStyle: false,
    renderer: "svg",
    tooltip: { disableDefaultStyle: true, theme: "detente" },
    logLevel: vega.Error,
    loader: { target: "_self" },
  });
  // Vega gives a role to groups without marks too, which a screen reader would announce as pictures of nothing.
  for (const empty of canvas.querySelectorAll("g[role]:empty")) empty.removeAttribute("role");
}

// The page has said what its heading says; what explains the marks stays, as text that wraps. The picture is
// laid out for a width, so a narrow window scrolls it rather than pile its marks up.
function fit(specification) {
  const explained = specification.title?.subtitle;
  if (explained) note.textContent = [explained].flat().join(" ");
  delete specification.title;
  specification.width = "container";
  place.classList.toggle("is-wide", place.clientWidth < NARROWEST);
}

async function redraw() {
  try {
    await draw();
  } catch (error) {
    const problem = document.createElement("p");
    problem.className = "problem";
    problem.textContent = `The timeline cannot be drawn: ${error.message}`;
    place.replaceChildren(problem);
  }
}

document.addEventListener("detente:theme", redraw);
let resting;
let width = 0;
new ResizeObserver(() => {
  if (Math.abs(place.clientWidth - width) < 24) return;
  width = place.clientWidth;
  clearTimeout(resting);
  resting = setTimeout(redraw, 120);
}).observe(place);
