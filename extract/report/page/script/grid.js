// The tables of the page as grids: arrow keys, Home and End move, Enter opens, one cell at a time is in the order of Tab.
const grids = new Map();

// The style sheet lays the rows out as lines of their own, which takes a table's roles from it: they are said here.
const sayRoles = (table, heads) => {
  table.setAttribute("role", "grid");
  for (const part of [table.tHead, table.tBodies[0]]) part.setAttribute("role", "rowgroup");
  for (const row of table.rows) {
    row.setAttribute("role", "row");
    for (const cell of row.cells) cell.setAttribute("role", cell.tagName === "TD" ? "gridcell" : cell.scope === "row" ? "rowheader" : "columnheader");
  }
  for (const group of table.tHead.rows[0].cells) {
    if (group.colSpan > 1) group.style.width = `${group.colSpan * COLUMN_REM}rem`;
  }
  table.setAttribute("aria-colcount", heads.cells.length);
};
const COLUMN_REM = 2.6;

const makeGrid = (section) => {
  const table = section.querySelector("table");
  if (!table) return;
  const asked = data.postings.find((each) => each.id === section.id);
  const rows = [...table.tBodies[0].rows];
  rows.forEach((row, place) => { row.dataset.place = asked.pairs[place].p; });
  const heads = table.tHead.rows[table.tHead.rows.length - 1];
  sayRoles(table, heads);
  table.parentElement.removeAttribute("tabindex");
  grids.set(section.id, { section, table, rows, heads, active: null });
  setActive(section.id, rows[0]?.cells[0] ?? heads.cells[0]);
  table.addEventListener("click", (event) => {
    const cell = event.target.closest("th, td");
    if (cell) openCell(section.id, cell);
  });
  table.addEventListener("focusin", (event) => setActive(section.id, event.target.closest("th, td")));
  table.addEventListener("keydown", (event) => moveIn(section.id, event));
};

const setActive = (id, cell) => {
  const grid = grids.get(id);
  if (!cell || grid.active === cell) return;
  grid.active?.removeAttribute("tabindex");
  grid.active = cell;
  cell.tabIndex = 0;
};

const focusOn = (element) => {
  const section = element.closest(".posting");
  if (section && grids.has(section.id) && element.matches("th, td")) setActive(section.id, element);
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block: "nearest", inline: "nearest" });
};

const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-10, 0], PageDown: [10, 0], Home: [0, -1000], End: [0, 1000] };
const moveIn = (id, event) => {
  const { table, heads } = grids.get(id);
  const cell = event.target.closest("th, td");
  if (!cell || event.altKey || event.metaKey) return;
  if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    openCell(id, cell);
  } else if (event.key in MOVES) {
    event.preventDefault();
    const lines = [heads, ...[...table.tBodies[0].rows].filter((row) => !row.hidden)];
    const [down, right] = event.ctrlKey ? MOVES[event.key].map((step) => step * 1000) : MOVES[event.key];
    const bound = (value, count) => Math.min(Math.max(value, 0), count - 1);
    const line = lines[bound(lines.indexOf(cell.parentElement) + down, lines.length)];
    focusOn(line.cells[bound(cell.cellIndex + right, line.cells.length)]);
  }
};

const openCell = (id, cell) => {
  const { heads } = grids.get(id);
  const demand = heads.cells[cell.cellIndex].dataset.d;
  setActive(id, cell);
  if (cell.parentElement === heads) {
    if (demand !== undefined) openDemand(Number(demand), cell);
    return;
  }
  const person = data.people[cell.parentElement.dataset.place];
  if (cell.cellIndex === 0) openPerson(person, cell);
  else if (demand !== undefined) openVerdict(person, Number(demand), cell);
};

// The cell of a person and a demand; -1 for the head of the row or the column.
const gridCell = (person, demand) => {
  const grid = grids.get(state.posting);
  if (!grid) return null;
  const row = person < 0 ? grid.heads : grid.rows.find((each) => Number(each.dataset.place) === person);
  const column = demand < 0 ? 0 : [...grid.heads.cells].findIndex((head) => Number(head.dataset.d) === demand);
  return row?.cells[column] ?? null;
};

const markOpen = (key) => {
  for (const cell of document.querySelectorAll(".matrix .open")) cell.classList.remove("open");
  const [first, second] = key.split("/");
  if (!first) return;
  const cell = first === "demand" ? gridCell(-1, Number(second) - 1) : gridCell(personAt(first), second === undefined ? -1 : Number(second) - 1);
  cell?.classList.add("open");
  cell?.scrollIntoView({ block: "nearest", inline: "nearest" });
};

// Rows as the filters leave them, in the order that was asked for.
const showRows = (shown) => {
  for (const [id, grid] of grids) {
    grid.section.hidden = id !== state.posting;
    if (grid.section.hidden) continue;
    const order = new Map(shown.map(({ place }, at) => [place, at]));
    const at = (row) => order.get(Number(row.dataset.place)) ?? Infinity;
    for (const row of grid.rows) row.hidden = at(row) === Infinity;
    const sorted = grid.rows.filter((row) => !row.hidden).sort((one, two) => at(one) - at(two));
    const body = grid.table.tBodies[0];
    const now = [...body.rows].filter((row) => !row.hidden);
    if (sorted.some((row, place) => row !== now[place])) body.append(...sorted);
    grid.table.parentElement.hidden = sorted.length === 0;
    for (const head of grid.heads.cells) head.classList.toggle("asked", state.met.includes(Number(head.dataset.d)));
    if (grid.active?.parentElement.hidden) setActive(id, sorted[0]?.cells[0] ?? grid.heads.cells[0]);
  }
};
