// Paper: the table first, then the sheets of each candidate that is shown, made when the page is printed.
const sheets = document.getElementById("sheets");
// How many verdicts two sheets hold in full. More have a line of each text, and as many sheets as they need.
const FULL = 18;
// How many columns the width of a sheet holds; the browser would print a wider table smaller, and cut off the rest.
const SHEET_COLUMNS = 22;

const sheetRow = (demand, cell, person) => {
  const first = cell.q?.length ? quoteRow(cell.q.find(Array.isArray) ?? cell.q[0], person.quotes) : null; // marked words first
  const near = !first && cell.z ? quoteRow(cell.z[0].slice(1), person.quotes) : null;
  return el("tr", { class: cell.v === 2 ? "is-quiet" : null },
    el("td", { class: `v is-${data.keys[cell.v]}${cell.n ? " r" : ""}` }, `${data.words[cell.v]}${cell.n ? ", needs review" : ""}`),
    el("th", { scope: "row", dir: "auto" }, el("span", { class: "clamp" }, demand.t)),
    el("td", {}, words("span", "clamp", cell.y ? cell.y.line : data.reasons[cell.r]),
      cell.o && el("span", { class: "by" }, ` Overruled by ${cell.d.by}; before: ${data.words[cell.o.v]}.`),
      cell.w && el("span", { class: "by", dir: "auto" }, ` ${cell.w}`),
      cell.y && el("q", { class: "clamp", dir: "auto" }, cell.y.rows.map(([title, dates]) => `${title} (${dates})`).join("; ")),
      first && !cell.y && el("q", { class: "clamp", dir: "auto" }, ...marked(first.text, first.offsets)),
      near && el("q", { class: "clamp", dir: "auto" }, ...marked(near.text, near.offsets))));
};

const sheet = ({ place, pair }) => {
  const person = data.people[place];
  const asked = posting();
  const compared = (asked?.demands ?? []).map((demand, at) => ({ demand, cell: pair?.cells[at] })).filter(({ cell }) => cell);
  const body = (group) => [
    el("tr", { class: "sheet-group" }, el("th", { colspan: 3, scope: "colgroup" }, group)),
    ...compared.filter(({ demand }) => demand.g === group).map(({ demand, cell }) => sheetRow(demand, cell, person)),
  ];
  const groups = [...new Set(compared.map(({ demand }) => demand.g))];
  const names = (items) => items.map((item) => `${item.t}${item.l ? ` (${item.l[0]})` : ""}${item.mt ? ` (${item.mt})` : ""}`).join(", ");
  return el("article", { class: compared.length > FULL ? "sheet dense" : "sheet" },
    el("h2", { class: "clamp", dir: "auto" }, person.label),
    el("p", { class: "meta" }, asked && words("span", null, asked.title), ...(person.meta ?? []).map((text) => words("span", null, text))),
    ...(person.career ? careerTable(person) : []),
    person.langs && words("p", "sheet-list", `Languages: ${names(person.langs)}`),
    person.skills && words("p", "sheet-list", `Skills: ${names(person.skills)}`),
    pair && el("table", { class: "sheet-verdicts" }, el("caption", {}, `Requirements of ${asked.title}`),
      el("thead", {}, el("tr", {}, el("th", { colspan: 3, scope: "colgroup", dir: "auto" }, `${person.label}: ${asked.title}`))),
      el("tbody", {}, ...groups.map(body))));
};

// The cells of a line from a column on, with that of the candidate; a heading of several columns keeps those that are left.
const cellsBetween = (line, from, end) => {
  let at = 0;
  return [...line.cells].flatMap((cell) => {
    const [start, stop] = [at, at += cell.colSpan];
    const held = start === 0 ? 1 : Math.min(stop, end) - Math.max(start, from);
    if (held < 1) return [];
    const copy = cell.cloneNode(true);
    for (const name of ["role", "tabindex", "style"]) copy.removeAttribute(name);
    copy.colSpan = held;
    return [copy];
  });
};

// The table in parts that fit the width of a sheet, each with the names; none where all of it fits.
const tableParts = () => {
  const grid = grids.get(state.posting);
  const columns = (grid?.heads.cells.length ?? 1) - 1;
  if (columns <= SHEET_COLUMNS) return [];
  const width = Math.ceil(columns / Math.ceil(columns / SHEET_COLUMNS));
  const part = (from) => {
    const lines = (rows) => rows.map((line) => el("tr", { class: line.className }, cellsBetween(line, from, from + width)));
    return el("div", { class: "matrix" }, el("table", {}, el("caption", {}, `${grid.table.caption.textContent}, from requirement ${from}`),
      el("thead", {}, ...lines([...grid.table.tHead.rows])),
      el("tbody", {}, ...lines([...grid.table.tBodies[0].rows].filter((line) => !line.hidden)))));
  };
  return Array.from({ length: Math.ceil(columns / width) }, (_, at) => part(1 + at * width));
};

addEventListener("beforeprint", () => {
  const parts = tableParts();
  document.body.classList.toggle("in-parts", parts.length > 0);
  sheets.replaceChildren(...parts, ...shownPeople().map(sheet));
});
addEventListener("afterprint", () => {
  document.body.classList.remove("in-parts");
  sheets.replaceChildren();
});
