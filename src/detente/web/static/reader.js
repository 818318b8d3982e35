// Text and cards linked both ways. Everything is looked up once, in one pass over the page, so that each
// later step touches only the pieces of one record, however long the document is.
const text = document.getElementById("text");
const cards = [...document.querySelectorAll(".card")];
const tags = cards.map((_, index) => document.getElementById(`tag-${index}`));
const pieces = cards.map(() => []);
const nearby = cards.map(() => []);
const items = cards.map((card) => ({ ...card.dataset, hidden: false }));
const byRecord = new Map(cards.map((card, index) => [card.dataset.record, index]));
const legend = document.querySelector("[data-legend]");
const toast = document.querySelector("[data-toast]");
const help = document.querySelector("[data-help-dialog]");
const narrow = matchMedia("(max-width: 760px)");
const calm = matchMedia("(prefers-reduced-motion: reduce)");
let active = -1;

for (const piece of text.querySelectorAll("[data-i], [data-r]")) {
  for (const index of numbers(piece.dataset.i)) pieces[index].push(piece);
  for (const index of numbers(piece.dataset.r)) nearby[index].push(piece);
}
function numbers(list) {
  return list ? list.split(" ").map(Number) : [];
}

function toggleMarks(index, name, on) {
  for (const piece of pieces[index]) piece.classList.toggle(name, on);
  for (const piece of nearby[index]) piece.classList.toggle(`${name}-near`, on);
  tags[index]?.classList.toggle(name, on);
  cards[index].classList.toggle(name, on);
}

// Long pages are laid out only near the window: a far way is an estimate, so aim again once it is laid out.
function bring(scroller, distance, reach) {
  const far = Math.abs(distance()) > 2 * reach;
  scroller.scrollBy({ top: distance(), behavior: calm.matches || far ? "instant" : "smooth" });
  const settle = (frames) => requestAnimationFrame(() => {
    scroller.scrollBy({ top: distance(), behavior: "instant" });
    if (frames > 0) settle(frames - 1);
  });
  if (far) settle(5);
}

// The record's words come into the upper part of the window, so that a sheet at the foot leaves them in sight.
function scrollToWords(index) {
  const first = pieces[index][0] ?? tags[index];
  if (!first) return;
  first.closest("details")?.setAttribute("open", "");
  const top = () => first.getBoundingClientRect().top;
  if (top() > 90 && top() < innerHeight * (narrow.matches ? 0.4 : 0.7)) return;
  bring(window, () => top() - Math.min(innerHeight * 0.25, 200), innerHeight);
}

function scrollToCard(index) {
  const rail = cards[index].closest(".rail");
  if (narrow.matches || rail.scrollHeight <= rail.clientHeight + 4) return;
  const head = rail.clientHeight * 0.25;
  const top = () => cards[index].getBoundingClientRect().top - rail.getBoundingClientRect().top - head;
  bring(rail, top, rail.clientHeight);
}

function deactivate() {
  if (active < 0) return;
  toggleMarks(active, "is-active", false);
  cards[active].querySelector("details").open = false;
  active = -1;
}

function activate(index, { scroll = true, open = true, focus = "tag", remember = true } = {}) {
  if (index !== active) deactivate();
  active = index;
  toggleMarks(index, "is-active", true);
  cards[index].querySelector("details").open = open;
  if (scroll) scrollToWords(index);
  scrollToCard(index);
  if (focus === "tag") tags[index]?.focus({ preventScroll: true });
  if (focus === "card") cards[index].querySelector("summary").focus({ preventScroll: true });
  if (remember) history.replaceState(null, "", `#${items[index].record}`);
}

function shown(index) {
  return !items[index].hidden;
}

// From nothing, the first step goes to what stands on the screen rather than to the top of the document.
function step(direction) {
  let next = active + direction;
  if (active < 0) {
    next = tags.findIndex((tag) => tag && tag.getBoundingClientRect().top > 80);
    if (direction < 0) next -= 1;
  }
  while (next >= 0 && next < cards.length && !shown(next)) next += direction;
  if (next >= 0 && next < cards.length) activate(next);
}

function backToText() {
  const last = active;
  deactivate();
  history.replaceState(null, "", location.pathname + location.search);
  if (last >= 0) tags[last]?.focus({ preventScroll: true });
}

/* Filters: a piece takes the colour of its innermost statement that is shown. */

const pressed = (button) => button.getAttribute("aria-pressed") === "true";

function repaint(piece) {
  const visible = numbers(piece.dataset.i).filter(shown);
  const of = (kind) => visible.some((index) => items[index].kind === kind);
  const statements = visible.filter((index) => !["assessment", "event"].includes(items[index].kind));
  for (const name of [...piece.classList]) if (/^(m|judged|did|[co]\d|k-\w+)$/.test(name)) piece.classList.remove(name);
  if (visible.length) piece.classList.add("m");
  if (of("assessment")) piece.classList.add("judged");
  if (of("event")) piece.classList.add("did");
  const inner = items[statements.at(-1)];
  const outer = items[statements.at(-2)];
  if (inner) piece.classList.add(`c${inner.colour}`, `k-${inner.kind}`);
  if (outer && outer.kind !== "turn") piece.classList.add(`o${outer.colour}`);
}

function filter() {
  const off = (name) =>
    new Set([...document.querySelectorAll(`.filter[data-${name}]`)].filter((b) => !pressed(b)).map((b) => b.dataset[name]));
  const voices = off("voice");
  const kinds = off("kind");
  const changed = new Set();
  items.forEach((item, index) => {
    const hidden = voices.has(item.voice) || kinds.has(item.kind);
    if (hidden === item.hidden) return;
    item.hidden = hidden;
    cards[index].hidden = hidden;
    if (tags[index]) tags[index].hidden = hidden;
    for (const piece of pieces[index]) changed.add(piece);
    for (const piece of nearby[index]) piece.classList.toggle("is-idle", !numbers(piece.dataset.r).some(shown));
  });
  changed.forEach(repaint);
  if (active >= 0 && !shown(active)) deactivate();
}

for (const button of document.querySelectorAll(".filter")) {
  button.addEventListener("click", (event) => {
    const group = [...document.querySelectorAll(`.filter[data-${"voice" in button.dataset ? "voice" : "kind"}]`)];
    if (event.shiftKey || event.altKey) {
      const alone = group.every((one) => pressed(one) === (one === button));
      for (const one of group) one.setAttribute("aria-pressed", String(alone || one === button));
    } else {
      button.setAttribute("aria-pressed", String(!pressed(button)));
    }
    filter();
  });
}

/* The mouse */

function innermost(target) {
  const tag = target.closest?.("a.tag");
  if (tag) return Number(tag.id.slice(4));
  const piece = target.closest?.("[data-i]");
  const visible = piece ? numbers(piece.dataset.i).filter(shown) : [];
  return visible.at(-1) ?? -1;
}

let hovered = -1;
function hover(index) {
  if (index === hovered) return;
  if (hovered >= 0) toggleMarks(hovered, "is-hovered", false);
  hovered = index;
  if (index >= 0) toggleMarks(index, "is-hovered", true);
}

text.addEventListener("mouseover", (event) => hover(innermost(event.target)));
text.addEventListener("mouseleave", () => hover(-1));
text.addEventListener("click", (event) => {
  if (!getSelection().isCollapsed || event.target.closest("summary")) return;
  const index = innermost(event.target);
  if (index < 0) return;
  event.preventDefault();
  activate(index, { scroll: false });
});

/* The cards */

const rail = document.querySelector(".rail");
rail.addEventListener("mouseover", (event) => hover(Number(event.target.closest(".card")?.dataset.index ?? -1)));
rail.addEventListener("mouseleave", () => hover(-1));
rail.addEventListener("click", async (event) => {
  const card = event.target.closest(".card");
  if (!card) return;
  const index = Number(card.dataset.index);
  const link = event.target.closest("a");
  if (event.target.closest("[data-close]")) return backToText();
  if (event.target.closest("summary")) {
    event.preventDefault();
    return card.querySelector("details").open && index === active ? backToText() : activate(index, { focus: "card" });
  }
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (link.matches("[data-copy-link]")) return copy(event, link.href, "Link copied");
  if (link.matches("[data-copy-citation]")) {
    event.preventDefault();
    const answer = await fetch(link.href);
    if (answer.ok) await copy(event, (await answer.json()).citation, "Citation copied");
    return;
  }
  const target = byRecord.get(link.hash.slice(1));
  if (target !== undefined) {
    event.preventDefault();
    activate(target);
  }
});
for (const card of cards) {
  card.querySelector("[data-close]").hidden = false;
  card.querySelector("[data-copy-link]").textContent = "Copy link";
  const citation = card.querySelector("[data-copy-citation]");
  if (citation) citation.textContent = "Copy citation";
}

async function copy(event, words, said) {
  event.preventDefault();
  try {
    await navigator.clipboard.writeText(words);
    say(said);
  } catch {
    say(words); // a browser that forbids the clipboard: show what was to be copied
  }
}

let silence;
function say(words) {
  toast.textContent = words;
  toast.classList.add("is-shown");
  clearTimeout(silence);
  silence = setTimeout(() => toast.classList.remove("is-shown"), 4000);
}

/* The keyboard */

const keys = {
  j: () => step(1),
  k: () => step(-1),
  c: () => active >= 0 && copy(new Event("copy"), new URL(cards[active].querySelector("[data-copy-link]").href).href, "Link copied"),
  "?": () => help.showModal(),
  Escape: backToText,
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
  if (event.target.closest("input, textarea, select")) return;
  if (event.key === "Enter" && event.target.matches("a.tag")) {
    event.preventDefault();
    activate(Number(event.target.id.slice(4)), { focus: "card" });
    return;
  }
  const act = keys[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
document.querySelector("[data-keys]")?.removeAttribute("hidden");
document.querySelector("[data-help]")?.addEventListener("click", () => help.showModal());

/* Following: the rail keeps pace with the text, unless the reader is in the rail. */

const following = new IntersectionObserver(
  (entries) => {
    if (rail.matches(":hover, :focus-within") || active >= 0) return;
    const first = entries.find((entry) => entry.isIntersecting);
    if (first) scrollToCard(Number(first.target.id.slice(4)));
  },
  { rootMargin: "-80px 0px -60% 0px" },
);
for (const tag of tags) if (tag) following.observe(tag);
document.addEventListener("scroll", leaveWhenFar, { passive: true });

// A card whose words were scrolled away lets go, so that the rail follows again.
let ticking = false;
function leaveWhenFar() {
  if (ticking || active < 0 || narrow.matches) return;
  ticking = true;
  requestAnimationFrame(() => {
    ticking = false;
    const box = active >= 0 ? (tags[active] ?? cards[active]).getBoundingClientRect() : null;
    const lead = active >= 0 ? pieces[active][0]?.getBoundingClientRect() : null;
    const far = (b) => !b || b.bottom < -innerHeight || b.top > 2 * innerHeight;
    if (box && far(box) && far(lead)) {
      const last = active;
      deactivate();
      if (document.activeElement === tags[last]) tags[last].blur();
    }
  });
}

function followAddress() {
  const index = byRecord.get(decodeURIComponent(location.hash.slice(1)));
  if (index === undefined) return;
  activate(index, { remember: false });
}
addEventListener("hashchange", followAddress);
if (legend && narrow.matches) legend.open = false;
followAddress();
