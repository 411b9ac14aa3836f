// Paper: the table first, then for each candidate that is shown at most two sheets, made when the page is printed.
const sheets = document.getElementById("sheets");
// How many verdicts two sheets hold: in full, with a line of each text, with no quotes. What is more is left to the page, and said.
const [FULL, DENSE, TERSE] = [18, 36, 50];
const CAREER_ROWS = 14;
const lookOf = (rows) => (rows <= FULL ? "" : rows <= DENSE ? " dense" : " terse");

const sheetRow = (demand, cell, person, terse) => {
  const first = cell.q?.length ? quoteRow(cell.q.find(Array.isArray) ?? cell.q[0], person.quotes) : null; // marked words first
  const near = !first && cell.z ? quoteRow(cell.z[0].slice(1), person.quotes) : null;
  return el("tr", { class: cell.v === 2 ? "is-quiet" : null },
    el("td", { class: `v is-${data.keys[cell.v]}${cell.n ? " r" : ""}` }, `${data.words[cell.v]}${cell.n ? ", needs review" : ""}`),
    el("th", { scope: "row", dir: "auto" }, el("span", { class: "clamp" }, demand.t)),
    el("td", {}, words("span", "clamp", cell.y ? cell.y.line : data.reasons[cell.r]),
      !terse && cell.o && el("span", { class: "by" }, ` Overruled by ${cell.d.by}; before: ${data.words[cell.o.v]}.`),
      !terse && cell.y && el("q", { class: "clamp", dir: "auto" }, cell.y.rows.map(([title, dates]) => `${title} (${dates})`).join("; ")),
      !terse && first && !cell.y && el("q", { class: "clamp", dir: "auto" }, ...marked(first.text, first.offsets)),
      !terse && near && el("q", { class: "clamp", dir: "auto" }, ...marked(near.text, near.offsets))));
};

const sheet = ({ place, pair }) => {
  const person = data.people[place];
  const asked = posting();
  const compared = (asked?.demands ?? []).map((demand, at) => ({ demand, cell: pair?.cells[at] })).filter(({ cell }) => cell);
  const told = compared.slice(0, TERSE);
  const look = lookOf(compared.length);
  const body = (group) => [
    el("tr", { class: "sheet-group" }, el("th", { colspan: 3, scope: "colgroup" }, group)),
    ...told.filter(({ demand }) => demand.g === group).map(({ demand, cell }) => sheetRow(demand, cell, person, look === " terse")),
  ];
  const groups = [...new Set(told.map(({ demand }) => demand.g))];
  const untold = compared.length - told.length;
  const career = person.career && { ...person.career, rows: person.career.rows?.slice(0, CAREER_ROWS) };
  const earlier = (person.career?.rows?.length ?? 0) - CAREER_ROWS;
  const names = (items) => items.map((item) => `${item.t}${item.l ? ` (${item.l[0]})` : ""}${item.mt ? ` (${item.mt})` : ""}`).join(", ");
  return el("article", { class: `sheet${look}` },
    el("h2", { class: "clamp", dir: "auto" }, person.label),
    el("p", { class: "meta" }, asked && words("span", null, asked.title), ...(person.meta ?? []).map((text) => words("span", null, text))),
    ...(career ? careerTable({ ...person, career }) : []),
    earlier > 0 && el("p", { class: "sheet-list" }, `Entries of the career that are left to the page: ${earlier}.`),
    person.langs && words("p", "sheet-list clamp", `Languages: ${names(person.langs)}`),
    person.skills && words("p", "sheet-list clamp", `Skills: ${names(person.skills)}`),
    pair && el("table", { class: "sheet-verdicts" }, el("caption", {}, `Requirements of ${asked.title}`), el("tbody", {}, ...groups.map(body),
      untold > 0 && el("tr", {}, el("td", { colspan: 3, class: "left-out" }, `Requirements that are left to the page: ${untold}.`)))));
};

addEventListener("beforeprint", () => sheets.replaceChildren(...shownPeople().map(sheet)));
addEventListener("afterprint", () => sheets.replaceChildren());
