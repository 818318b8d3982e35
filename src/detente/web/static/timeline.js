// The interactive timeline. Vega's expressions run in its interpreter (ast), so no page needs `unsafe-eval`.
import { currentTheme } from "./app.js";

const place = document.getElementById("timeline");

// Only pages of this archive may be opened from a point.
function ownAddress(href) {
  try {
    const address = new URL(href, location.href);
    return address.origin === location.origin ? address.href : null;
  } catch {
    return null;
  }
}

function openPoint(_, item) {
  const address = item?.datum?.href && ownAddress(item.datum.href);
  if (address) location.assign(address);
}

async function draw() {
  const source = new URL(place.dataset.specification, location.href);
  source.searchParams.set("theme", currentTheme());
  const answer = await fetch(source);
  if (!answer.ok) throw new Error((await answer.json()).error);
  const specification = await answer.json();
  specification.background = "transparent";
  fitWidth(specification);
  place.replaceChildren();
  const { view } = await vegaEmbed(place, specification, {
    ast: true,
    actions: false,
    defaultStyle: false,
    renderer: "svg",
    tooltip: { disableDefaultStyle: true, theme: "detente" },
    loader: { target: "_self" },
  });
  view.addEventListener("click", openPoint);
}

// Views one above the other cannot take "container" themselves in every Vega-Lite; give each the width there is.
function fitWidth(specification) {
  const room = place.clientWidth - 130;
  const views = specification.vconcat ?? [specification];
  for (const view of views) if ("width" in view) view.width = Math.max(220, room);
}

async function redraw() {
  try {
    await draw();
  } catch (error) {
    const note = document.createElement("p");
    note.className = "problem";
    note.textContent = `The timeline cannot be drawn: ${error.message}`;
    place.replaceChildren(note);
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
