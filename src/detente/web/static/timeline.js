// The interactive pictures. Vega's expressions run in its interpreter (ast), so no page needs `unsafe-eval`.
import { currentTheme } from "./app.js";

const NARROWEST = 640;
// Beside the panels of a picture stand the names of their rows.
const MARGIN = 190;
const BETWEEN = 64;

// Only pages of this archive may be opened from a point.
function ownAddress(href) {
  try {
    const address = new URL(href, location.href);
    return address.origin === location.origin ? address.href : null;
  } catch {
    return null;
  }
}

// Every part of a picture that has data of its own.
function* parts(specification) {
  yield specification;
  const { vconcat = [], hconcat = [], layer = [] } = specification;
  for (const inner of [...vconcat, ...hconcat, ...layer]) yield* parts(inner);
}

// Vega follows the address of a mark that is clicked; it gets none that leads elsewhere.
function keepOwnAddresses(specification) {
  for (const part of parts(specification)) {
    for (const datum of part.data?.values ?? []) {
      if (datum.href !== undefined) datum.href = ownAddress(datum.href) ?? undefined;
    }
  }
}

class Picture {
  constructor(place) {
    this.place = place;
    this.width = 0;
    this.note = document.createElement("p");
    this.note.className = "chart-note";
    place.after(this.note);
    document.addEventListener("detente:theme", () => this.redraw());
    new ResizeObserver(() => this.#resized()).observe(place);
  }

  #resized() {
    if (Math.abs(this.place.clientWidth - this.width) < 24) return;
    this.width = this.place.clientWidth;
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.redraw(), 120);
  }

  async redraw() {
    try {
      await this.#draw();
    } catch (error) {
      const problem = document.createElement("p");
      problem.className = "problem";
      problem.textContent = `The picture cannot be drawn: ${error.message}`;
      this.place.replaceChildren(problem);
    }
  }

  async #draw() {
    const source = new URL(this.place.dataset.specification, location.href);
    source.searchParams.set("theme", currentTheme());
    const answer = await fetch(source);
    if (!answer.ok) throw new Error((await answer.json()).error);
    const specification = await answer.json();
    specification.background = "transparent";
    keepOwnAddresses(specification);
    this.#fit(specification);
    const canvas = document.createElement("div");
    canvas.className = "canvas";
    this.place.replaceChildren(canvas);
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
  #fit(specification) {
    const place = this.place;
    place.classList.toggle("is-wide", place.clientWidth < NARROWEST);
    if (specification.vconcat) {
      const width = Math.max(place.clientWidth, NARROWEST) - MARGIN;
      for (const panel of specification.vconcat) {
        // Panels side by side share the width, less what stands between them.
        for (const beside of panel.hconcat ?? []) beside.width = (width - BETWEEN) / panel.hconcat.length;
        if (!panel.hconcat) panel.width = width;
      }
      return;
    }
    const explained = specification.title?.subtitle;
    if (explained) this.note.textContent = [explained].flat().join(" ");
    delete specification.title;
    specification.width = "container";
  }
}

for (const place of document.querySelectorAll(".chart[data-specification]")) new Picture(place);
