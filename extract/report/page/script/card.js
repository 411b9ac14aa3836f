// One candidate: what is shown for the posting, the career, skills and languages, then every fact.
const AXIS = 100;
const percent = (share) => `${Math.min(Math.max(share, 0), AXIS)}%`;

const careerBar = (row, ticks) => {
  const [from, to, sureFrom, sureTo] = row.x.length === 4 ? row.x : [...row.x, ...row.x];
  const block = (name, start, end) =>
    svg("rect", { class: name, x: percent(start), width: percent(Math.max(end - start, 0.6)), y: 3, height: 10, rx: 2 });
  return svg("svg", { class: `track is-${row.k}`, width: "100%", height: 16, "aria-hidden": "true", focusable: "false" },
    ...ticks.map(([share]) => svg("line", { class: "grid-line", x1: percent(share), x2: percent(share), y1: 0, y2: 16 })),
    (row.x.length === 4 || row.k === "gap") && block("possible", from, to), row.k !== "gap" && sureTo > sureFrom && block("sure", sureFrom, sureTo));
};

const factsOf = (person) => (person.parts ?? []).flatMap(([, items]) => items);
const factOf = (person, id) => factsOf(person).find((item) => item.id === id);
const BULLET = /^\s*(?:[•◦▪‣●○■□–—*·-]|o\s)\s*/;
const bulletText = (numbers, person) => numbers.map((number) => person.quotes[number][0].trim()).join(" ").replace(BULLET, "");

const careerTable = (person) => {
  const career = person.career;
  const ticks = career.ticks ?? [];
  const year = ([share, label]) => svg("text", { x: percent(share), y: 12, "text-anchor": share > 92 ? "end" : "start" }, label);
  const row = (each) => {
    const fact = each.id ? factOf(person, each.id) : { t: "No entry", w: each.w };
    return el("tr", { class: `bar-row is-${each.k}` },
      el("th", { scope: "row" }, words("span", "bar-title", fact.t), fact.m && words("span", "bar-at", fact.m[0])),
      el("td", { class: "bar-when" }, fact.w, each.d && el("span", { class: "bar-lasted" }, each.d)),
      el("td", { class: "track-cell" }, careerBar(each, ticks)));
  };
  return [
    career.rows && el("table", { class: "career" },
      el("caption", {}, "Career, the latest first"),
      el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Position or study"), el("th", { scope: "col" }, "Dates"),
        el("th", { scope: "col", class: "track-cell" }, el("span", { class: "unseen" }, "On a line of time"),
          svg("svg", { class: "axis", width: "100%", height: 16, "aria-hidden": "true", focusable: "false" }, ...ticks.map(year))))),
      el("tbody", {}, ...career.rows.map(row))),
    career.undated && words("p", "quiet", `Without dates: ${career.undated.join("; ")}.`),
  ];
};

const coverage = (pair, asked, onopen) => {
  if (!pair || !asked) return null;
  const groups = new Map();
  asked.demands.forEach((demand, place) => groups.set(demand.g, [...(groups.get(demand.g) ?? []), place]));
  const square = (place) => {
    const cell = pair.cells[place];
    if (!cell) return null;
    const label = `${asked.demands[place].t}: ${data.words[cell.v]}${cell.n ? ", needs review" : ""}`;
    const look = `square v is-${data.keys[cell.v]}${cell.n ? " r" : ""}`;
    return onopen
      ? el("button", { type: "button", class: look, "aria-label": label, title: label, onclick: (event) => onopen(place, event.currentTarget) })
      : el("span", { class: look });
  };
  const group = ([title, places]) => {
    const met = places.filter((place) => pair.cells[place]?.v === 0).length;
    return el("div", { class: "cover" }, el("dt", {}, title, " ", el("span", { class: "quiet-count" }, `${met} of ${places.length} met`)),
      el("dd", {}, ...places.map(square)));
  };
  return el("dl", { class: "coverage" }, ...[...groups].map(group));
};

// Skills with months as bars, those without as a list of names.
const skillList = (skills) => {
  const timed = skills.filter((skill) => skill.m);
  const most = Math.max(...timed.map((skill) => skill.m[1]), 1);
  const bar = (skill) =>
    el("tr", {}, el("th", { scope: "row", dir: "auto" }, skill.t), el("td", {}, skill.mt), el("td", {}, skill.u ?? ""),
      el("td", { class: "track-cell" }, svg("svg", { class: "track is-work", width: "100%", height: 10, "aria-hidden": "true", focusable: "false" },
        svg("rect", { class: "possible", x: 0, y: 1, height: 8, rx: 2, width: percent((100 * skill.m[1]) / most) }),
        svg("rect", { class: "sure", x: 0, y: 1, height: 8, rx: 2, width: percent((100 * skill.m[0]) / most) }))));
  const rest = skills.filter((skill) => !skill.m);
  return [
    timed.length > 0 && el("table", { class: "skills" }, el("caption", {}, "Skills by months of the positions that name them"),
      el("thead", {}, el("tr", {}, ...["Skill", "Positions that name it", "Until"].map((head) => el("th", { scope: "col" }, head)), el("td", {}))),
      el("tbody", {}, ...timed.map(bar))),
    rest.length > 0 && el("ul", { class: "chips" }, ...rest.map((skill) => words("li", "chip", [skill.t, skill.l ? ` (${skill.l[0]})` : "", skill.said && mine(skill.said)]))),
  ];
};
const mine = (decision) => el("span", { class: "person-mark", title: `${SAID[decision.s]} by ${decision.by}` }, icon(decision.s === "noted" ? "person" : decision.s));

const factItem = (item, person) => {
  const rows = person.quotes;
  const above = item.under && factOf(person, item.under);
  const meta = [...(item.m ?? []), ...(above ? [`under ${[above.t, ...(above.m ?? []).slice(0, 1)].join(", ")}`] : [])];
  return el("li", { class: "fact", "data-fact": item.id },
    el("p", { class: "fact-head" }, words("span", "title", item.t), item.w && el("span", { class: "when", dir: "auto" }, item.w)),
    meta.length > 0 && el("p", { class: "meta" }, ...meta.map((text) => words("span", null, text))),
    item.b && el("ul", { class: "bullets" }, ...item.b.map((numbers) => words("li", null, bulletText(numbers, person)))),
    said(item.said),
    item.q && el("details", { class: "source" }, el("summary", {}, "Source ", el("span", { class: "where" }, quoteRow(item.q[0], rows).where)), ...quotes(item.q, rows)));
};

const rejected = (gone, rows, of) =>
  gone && el("details", { class: "more rejected" }, el("summary", {}, `${counted(gone.length, of)} rejected by reviewers`),
    el("ul", { class: "facts" }, ...gone.map((fact) =>
      el("li", { class: "fact", "data-fact": fact.id }, el("p", { class: "title" }, el("s", { dir: "auto" }, fact.t)), said(fact.said), ...quotes(fact.q, rows)))));
const unread = (lines, of) =>
  lines && el("details", { class: "more unread" }, el("summary", {}, `${counted(lines.length, "line")} that no ${of} cites`),
    el("ol", {}, ...lines.map(([line, text]) => el("li", { value: line, dir: "auto" }, text))));

// Where words of a search stand in a text, in code points. Each letter is compared without case and accents.
const spansOf = (text, wanted) => {
  const letters = [...text].map((letter) => [...plain(letter)][0] ?? "\u0000");
  const line = letters.join("");
  if (line.length !== letters.length) return [];
  const spans = [];
  for (const word of wanted) {
    for (let at = line.indexOf(word); at >= 0; at = line.indexOf(word, at + word.length)) spans.push([at, at + word.length]);
  }
  spans.sort((one, two) => one[0] - two[0]);
  return spans.filter(([start], place) => !spans.slice(0, place).some(([, end]) => end > start)).flat();
};

// The lines in which the words of a search stand.
const foundLines = (person, head) => {
  const wanted = plain(state.q).split(/\s+/).filter(Boolean);
  if (!wanted.length) return null;
  const lines = [...person.quotes.map(([text, line]) => [line, text]), ...(person.unread ?? [])];
  const hits = new Map(lines.filter(([, text]) => wanted.some((word) => plain(text).includes(word))));
  if (!hits.size) return null;
  const some = [...hits].slice(0, 3);
  return el("div", { class: "found" }, el(head, {}, `Found in ${counted(hits.size, "line")}`),
    ...some.map(([line, text]) => el("figure", { class: "quote resume" }, el("blockquote", { dir: "auto" }, ...marked(text, spansOf(text, wanted))), el("figcaption", {}, `line ${line}`))));
};

const factList = (person, head) => [
  ...(person.parts ?? []).map(([title, items]) => [el(head, {}, title), el("ol", { class: "facts" }, ...items.map((item) => factItem(item, person)))]),
  person.skills && [el(head, {}, "Where the skills stand"), el("ul", { class: "facts" }, ...person.skills.map((item) => factItem({ ...item, m: null, w: null }, person)))],
  person.langs && [el(head, {}, "Where the languages stand"), el("ul", { class: "facts" }, ...person.langs.map((item) => factItem(item, person)))],
  rejected(person.gone, person.quotes, "fact"),
  unread(person.unread, "fact"),
].flat(2).filter(Boolean);

// What is seen at once; `all` shows every fact below it, otherwise they unfold.
const cardBody = (person, pair, all) => {
  if (person.lost) return [el("p", { class: "quiet" }, "The file of this profile could not be read."), coverage(pair, posting(), pair && ((place, opener) => openVerdict(person, place, opener)))];
  const head = all ? "h3" : "h4"; // the panel's own title is one above, as a card's is
  const rest = () => factList(person, head);
  const more = el("details", { class: "more all", ontoggle: (event) => event.target.open && more.children.length === 1 && more.append(...rest()) },
    el("summary", {}, "Roles, projects and every other fact"));
  return [
    person.meta && el("p", { class: "meta" }, ...person.meta.map((text) => words("span", null, text)), words("span", null, person.doc)),
    person.nameless && el("p", { class: "quiet" }, "The résumé gives no name; this is the name of its file."),
    person.reviewed && el("p", { class: "reviewed" }, icon("person"), words("span", null, person.reviewed)),
    said(person.said),
    saveButtons(person.label, () => [data.people.indexOf(person)]),
    foundLines(person, head),
    coverage(pair, posting(), (place, opener) => openVerdict(person, place, opener)),
    el("div", { class: "glance" },
      el("div", { class: "glance-career" }, ...(person.career ? careerTable(person) : [el("p", { class: "quiet" }, "No role and no study was found.")])),
      el("div", { class: "glance-skills" },
        person.langs && el("p", { class: "langs" }, el("span", { class: "label" }, "Languages "), ...person.langs.map((each) => words("span", "lang", [each.t, each.l ? ` ${each.l[0]}` : ""]))),
        person.skills && el("div", {}, el(head, {}, "Skills"), ...skillList(person.skills)))),
    findings(pair?.findings, person.quotes),
    findings(person.findings, person.quotes),
    ...(all ? rest() : [more]),
  ];
};

const card = ({ place, pair }) => {
  const person = data.people[place];
  return el("article", { class: "person", id: person.id, "aria-labelledby": `${person.id}-name` },
    el("h3", { id: `${person.id}-name`, dir: "auto" }, person.label), ...cardBody(person, pair, false));
};
