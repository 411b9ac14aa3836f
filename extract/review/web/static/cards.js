// The cards, and which one is current.

import { parseSpans } from "./document.js";
import { $, $$, say } from "./notices.js";
import { get } from "./server.js";

export const sheet = $("#sheet");
const { dataset } = document.body;
export const page = { current: null, pane: null };

export const cards = () => $$(".item", sheet).filter((card) => !card.hidden);
// Where several files stand on one page, a card is named by its file too.
export const refOf = (name, key) => (dataset.name === name || !name ? key : `${name}::${key}`);
export const cardOf = (ref) => document.getElementById(`card-${ref}`);
export const undecided = (card) => card.dataset.state === "open" || card.dataset.state === "ask_again";

export const choose = (card, { focus = true, leaf = null } = {}) => {
  if (!card) return;
  const { current, pane } = page;
  if (current && current !== card) {
    current.classList.remove("current");
    current.tabIndex = -1;
  }
  page.current = card;
  card.classList.add("current");
  card.tabIndex = 0;
  if (focus) card.focus({ preventScroll: true });
  card.scrollIntoView({ block: card.offsetHeight > innerHeight / 2 ? "start" : "nearest" });
  pane?.show(parseSpans(card.dataset.spans), pagesOf(card), leaf, linesOf(card));
};

export const pagesOf = (card) => (card.dataset.pages || "").split(" ").filter(Boolean);

export const linesOf = (card) => (card.dataset.lines || "").split(" ").filter(Boolean);

export const step = (by) => {
  const all = cards();
  choose(all[Math.min(Math.max(all.indexOf(page.current) + by, 0), all.length - 1)] ?? all[0]);
};

export const after = (fits) => {
  const all = cards();
  const place = all.indexOf(page.current);
  return [...all.slice(place + 1), ...all.slice(0, Math.max(place, 0))].find(fits);
};

export const nextToLook = () => {
  const found = after((card) => undecided(card) && "doubtful" in card.dataset) ?? after(undecided);
  if (found) choose(found);
  else say(page.current && undecided(page.current) ? "This is the last one that is not decided." : "All is decided.");
};

// Puts a card in the place of an older one; one that is older itself came too late, and is dropped.
export const replace = (html, ref) => {
  const old = cardOf(ref);
  if (!old) return null;
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const fresh = holder.content.firstElementChild;
  if (Number(fresh.dataset.version) < Number(old.dataset.version)) return old;
  const wasCurrent = old === page.current, hadFocus = old.contains(document.activeElement);
  old.replaceWith(fresh);
  if (wasCurrent) {
    page.current = null;
    choose(fresh, { focus: hadFocus || document.activeElement === document.body });
  }
  return fresh;
};

let asked = 0;
// Asks for all cards anew. Of several answers the last one asked for counts.
export const reload = async (ref) => {
  const turn = (asked += 1);
  const { sheet: path = "/api/facts", demand, first } = dataset;
  const answer = await get(path, demand ? { id: demand, first } : {});
  if (!answer?.ok) return;
  const html = await answer.text();
  if (turn !== asked) return;
  sheet.innerHTML = html;
  page.current = null;
  filter();
  choose(cardOf(ref) ?? cards()[0]);
};

// Filters of comparison and matrix.
const filters = $("#filters");
export const filter = () => {
  if (!filters) return;
  const show = $("input:checked", filters).value;
  const fits = (place) => show === "all" || (show === "review" ? "review" in place.dataset
    : show === "undecided" ? undecided(place) : place.dataset.verdict === show);
  for (const card of $$(".item")) card.hidden = !fits(card);
  for (const section of $$(".kind-section")) section.hidden = $$(".item", section).every((card) => card.hidden);
  for (const row of $$("tr.demand")) {
    const cells = $$("td", row);
    for (const cell of cells) cell.classList.toggle("faded", !fits(cell));
    row.hidden = show !== "all" && !cells.some(fits);
  }
};
filters?.addEventListener("input", filter);
