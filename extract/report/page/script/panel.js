// The side panel: a verdict, a demand or a candidate. Escape closes it, and the focus goes back to where it came from.
const panel = document.getElementById("panel");
const panelBody = document.getElementById("panel-body");
const panelTitle = document.getElementById("panel-title");
let opener = null;

const showPanel = (title, kicker, content, from, key, wide = false) => {
  opener = from ?? opener;
  panelTitle.replaceChildren(title);
  panelBody.replaceChildren(...content.flat(2).filter(Boolean));
  document.getElementById("panel-kicker").replaceChildren(kicker);
  panel.classList.toggle("wide", wide);
  panel.hidden = false;
  document.body.classList.add("has-panel");
  panel.scrollTop = 0;
  state.open = key;
  writeState();
  panelTitle.focus({ preventScroll: true });
  markOpen(key);
};

const closePanel = () => {
  if (panel.hidden) return;
  const from = opener;
  panel.hidden = true;
  document.body.classList.remove("has-panel");
  state.open = "";
  opener = null;
  writeState();
  markOpen("");
  if (from?.isConnected) focusOn(from);
};

const sumTable = (sum) =>
  el("div", { class: "sum" },
    el("table", { class: "months" }, el("caption", {}, "Roles that counted"),
      el("thead", {}, el("tr", {}, ...["Role", "Dates", "Months"].map((head) => el("th", { scope: "col" }, head)))),
      el("tbody", {}, ...sum.rows.map(([title, dates, months]) => el("tr", {}, el("th", { scope: "row", dir: "auto" }, title), el("td", {}, dates), el("td", {}, months))))),
    words("p", "sum-line", sum.line));

const decidedBy = (cell) => {
  const sure = cell.p === undefined ? "" : `, ${cell.p}% sure`;
  const stored = cell.s === undefined ? "" : `: ${data.reasons[cell.s]}`;
  return words("p", "by", `${data.by[cell.c ? "computed" : "model"]}${sure}${stored}`);
};

const verdictBody = (cell, demand, person, asked) => {
  const near = ([why, ...reference]) => {
    const found = quote(reference, person.quotes, "resume");
    found.lastChild.append(`. ${data.reasons[why]}`);
    return el("li", {}, found);
  };
  const overruled = cell.o && el("div", { class: "overruled" }, el("p", { class: "by" }, `${data.by[cell.c ? "computed" : "model"]} before:`), el("p", {}, badge(cell.o.v)), words("p", "reason", data.reasons[cell.o.r]));
  const label = (id) => factOf(person, id) ?? (person.gone ?? []).find((fact) => fact.id === id);
  const fact = (id) => {
    const found = label(id);
    return el("li", {}, found ? button("link", (event) => openPerson(person, opener ?? event.currentTarget, id), words("span", null, [found.t, ...(found.m?.slice(0, 1) ?? [])].join(", "))) : id);
  };
  return [
    el("p", { class: "standing" }, badge(cell.v), cell.n ? flag() : null),
    words("p", "reason", data.reasons[cell.r]),
    cell.y && sumTable(cell.y),
    cell.w && words("p", "since", cell.w),
    cell.o ? said(cell.d, "Overruled") : decidedBy(cell),
    overruled,
    !cell.o && said(cell.d),
    el("h3", {}, "The posting asks"),
    demand.apart && words("p", "demand-words", demand.t),
    ...quotes(demand.q, asked.quotes, "posting-quote"),
    el("h3", {}, "The résumé says"),
    ...quotes(cell.q, person.quotes),
    !cell.q && el("p", { class: "nothing" }, cell.z ? "No line shows this. What came closest:" : "No line was found that bears on this."),
    cell.z && el("ul", { class: "closest" }, ...cell.z.map(near)),
    cell.f?.length && [el("h3", {}, "Rests on"), el("ul", { class: "rests" }, ...cell.f.map(fact))],
  ];
};

const openVerdict = (person, place, from) => {
  const asked = posting();
  const cell = pairOf(data.people.indexOf(person))?.cells[place];
  if (!cell) return;
  const name = button("link", () => openPerson(person, opener), person.label);
  name.dir = "auto";
  showPanel(asked.demands[place].t, name, verdictBody(cell, asked.demands[place], person, asked), from, `${person.id}/${place + 1}`);
};

const openPerson = (person, from, factId) => {
  showPanel(person.label, "Candidate", cardBody(person, pairOf(data.people.indexOf(person)), true), from, person.id, true);
  const fact = factId && panelBody.querySelector(`[data-fact="${CSS.escape(factId)}"]`);
  if (!fact) return;
  fact.closest("details")?.setAttribute("open", "");
  fact.querySelector("details")?.setAttribute("open", "");
  fact.classList.add("shown");
  fact.scrollIntoView({ block: "center" });
};

const openDemand = (place, from) => {
  const asked = posting();
  const demand = asked.demands[place];
  const cells = shownPeople().map(({ pair }) => pair?.cells[place]).filter(Boolean);
  const count = (kind) => el("li", {}, badge(kind), ` ${cells.filter((cell) => cell.v === kind).length}`);
  const only = el("input", { type: "checkbox", onchange: (event) => setMet(place, event.target.checked) });
  only.checked = state.met.includes(place);
  showPanel(demand.t, demand.g, [
    el("h3", {}, "The posting asks"), ...quotes(demand.q, asked.quotes, "posting-quote"), said(demand.said),
    el("h3", {}, "Candidates shown"), el("ul", { class: "counts" }, ...data.keys.map((_, kind) => count(kind))),
    el("label", { class: "check" }, only, "Only candidates who met this"),
  ], from, `demand/${place + 1}`);
};

// What the address says is open.
const openStated = () => {
  const [first, second] = state.open.split("/");
  if (!first) return closePanel();
  const place = Number(second) - 1;
  if (first === "demand") return posting()?.demands[place] && openDemand(place, gridCell(-1, place));
  const person = data.people[personAt(first)];
  if (!person) return null;
  const at = data.people.indexOf(person);
  return second === undefined ? openPerson(person, gridCell(at, -1)) : openVerdict(person, place, gridCell(at, place));
};

document.getElementById("panel-close").addEventListener("click", closePanel);
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.defaultPrevented) closePanel();
});
