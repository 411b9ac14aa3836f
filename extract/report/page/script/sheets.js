// Paper: the table first, then a sheet for each candidate that is shown, made when the page is printed.
const sheets = document.getElementById("sheets");
const DENSE = 24;

const sheetRow = (demand, cell, person) => {
  if (!cell) return null;
  const first = cell.q?.length ? quoteRow(cell.q.find(Array.isArray) ?? cell.q[0], person.quotes) : null; // marked words first
  const near = !first && cell.z ? quoteRow(cell.z[0].slice(1), person.quotes) : null;
  return el("tr", { class: cell.v === 2 ? "is-quiet" : null },
    el("td", { class: `v is-${data.keys[cell.v]}${cell.n ? " r" : ""}` }, `${data.words[cell.v]}${cell.n ? ", needs review" : ""}`),
    el("th", { scope: "row", dir: "auto" }, el("span", { class: "clamp" }, demand.t)),
    el("td", {}, words("span", "clamp", cell.y ? cell.y.line : data.reasons[cell.r]),
      cell.o && el("span", { class: "by" }, ` Overruled by ${cell.d.by}; before: ${data.words[cell.o.v]}.`),
      cell.y && el("q", { class: "clamp", dir: "auto" }, cell.y.rows.map(([title, dates]) => `${title} (${dates})`).join("; ")),
      first && !cell.y && el("q", { class: "clamp", dir: "auto" }, ...marked(first.text, first.offsets)),
      near && el("q", { class: "clamp", dir: "auto" }, ...marked(near.text, near.offsets))));
};

const sheet = ({ place, pair }) => {
  const person = data.people[place];
  const asked = posting();
  const groups = [...new Set(asked?.demands.map((demand) => demand.g))];
  const body = (group) => [
    el("tr", { class: "sheet-group" }, el("th", { colspan: 3, scope: "colgroup" }, group)),
    ...asked.demands.map((demand, at) => (demand.g === group && pair.cells[at] ? sheetRow(demand, pair.cells[at], person) : null)),
  ];
  const names = (items) => items.map((item) => `${item.t}${item.l ? ` (${item.l[0]})` : ""}${item.mt ? ` (${item.mt})` : ""}`).join(", ");
  return el("article", { class: `sheet${(asked?.demands.length ?? 0) > DENSE ? " dense" : ""}` },
    el("h2", { dir: "auto" }, person.label),
    el("p", { class: "meta" }, asked && words("span", null, asked.title), ...(person.meta ?? []).map((text) => words("span", null, text))),
    ...(person.career ? careerTable(person) : []),
    person.langs && words("p", "sheet-list", `Languages: ${names(person.langs)}`),
    person.skills && words("p", "sheet-list clamp", `Skills: ${names(person.skills)}`),
    pair && el("table", { class: "sheet-verdicts" }, el("caption", {}, `Requirements of ${asked.title}`), el("tbody", {}, ...groups.map(body))));
};

addEventListener("beforeprint", () => sheets.replaceChildren(...shownPeople().map(sheet)));
addEventListener("afterprint", () => sheets.replaceChildren());
