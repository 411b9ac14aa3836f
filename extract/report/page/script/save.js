// What the reader takes away: the candidates as CSV or JSON, made here from the page's own data. Nothing is sent anywhere.
const COLUMNS = ["candidate", "file", "part", "item", "value", "details", "review", "quotes", "where"];
// A spreadsheet takes a text that begins so for a formula (OWASP, "CSV injection"), behind what may part columns too.
const FORMULA = /^ *(?=[=+\-@\t＝＋－＠])|[;\t] *(?=[=+\-@＝＋－＠])/g;
const LINE_ENDS = /[ \t]*[\r\n\v\f\u001c-\u001e\u0085\u2028\u2029]+[ \t]*/g; // many readers take a line for a row

const quoted = (references, rows) =>
  (references ?? []).map((each) => {
    const { text, where } = quoteRow(each, rows);
    return { text, where };
  });
const decided = (said) => (said ? { state: SAID[said.s], by: said.by, at: said.at, note: said.note?.[0] } : undefined);

const savedFact = (part, item, person) => ({
  part, id: item.id, title: item.t, when: item.w || item.mt, details: [...(item.l ?? []), ...(item.m?.filter((each) => typeof each === "string") ?? [])],
  lines: item.b?.map((numbers) => bulletText(numbers, person)), review: decided(item.said), quotes: quoted(item.q, person.quotes),
});
const savedVerdict = (asked, demand, cell, person) => ({
  posting: asked.title, importance: demand.g, requirement: demand.t, verdict: data.words[cell.v], needs_review: Boolean(cell.n),
  decided_by: data.by[cell.c ? "computed" : "model"], percent_sure: cell.p, reason: data.reasons[cell.r], since: cell.w, review: decided(cell.d),
  quotes: quoted(cell.q, person.quotes), requirement_quotes: quoted(demand.q, asked.quotes),
});

const savedPerson = (place) => {
  const person = data.people[place];
  const parts = [...(person.parts ?? []), ["Skills", person.skills ?? []], ["Languages", person.langs ?? []]];
  const verdicts = data.postings.flatMap((asked) => {
    const cells = asked.pairs?.find((pair) => pair.p === place)?.cells ?? [];
    return cells.flatMap((cell, at) => (cell ? [savedVerdict(asked, asked.demands[at], cell, person)] : []));
  });
  return {
    candidate: person.label, file: person.file, document: person.doc, contact: person.meta ?? [], reviewed: person.reviewed,
    facts: parts.flatMap(([part, items]) => items.map((item) => savedFact(part, item, person))), verdicts,
    findings: (person.findings ?? []).map((each) => ({ severity: each.s, message: each.m, quotes: quoted(each.q, person.quotes) })),
  };
};

const rowsOf = (saved) => {
  const told = (review) => (review ? `${review.state} by ${review.by}, ${review.at}${review.note ? `: ${review.note}` : ""}` : "");
  const row = (part, item, value, details, review, pieces) =>
    [saved.candidate, saved.file, part, item, value ?? "", details, review, pieces.map((each) => each.text).join("\n"), pieces.map((each) => each.where).join("\n")];
  return [
    ...saved.facts.map((fact) => row(fact.part, fact.title, fact.when, [...fact.details, ...(fact.lines ?? [])].join("\n"), told(fact.review), fact.quotes)),
    ...saved.verdicts.map((each) => row(each.posting, each.requirement, each.verdict, [each.reason, each.since ?? ""].join(" ").trim(), told(each.review) || (each.needs_review ? "needs review" : ""), each.quotes)),
  ];
};
const csvCell = (value) => `"${value.replace(LINE_ENDS, " | ").replace(FORMULA, "$&'").replaceAll('"', '""')}"`;
const FORMS = {
  // The mark at the front is that by which Excel knows UTF-8.
  csv: ["text/csv", (saved) => `\ufeff${[COLUMNS, ...saved.flatMap(rowsOf)].map((row) => row.map(csvCell).join(",")).join("\r\n")}\r\n`],
  json: ["application/json", (saved) => `${JSON.stringify({ made_by: "Vouchline", candidates: saved }, null, 2)}\n`],
};

const save = (places, form) => {
  const [type, write] = FORMS[form];
  const name = places.length === 1 ? data.people[places[0]].file.replaceAll("/", "_") : "candidates";
  const address = URL.createObjectURL(new Blob([write(places.map(savedPerson))], { type }));
  const link = el("a", { href: address, download: `${name}.${form}`, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
};

const saveButtons = (what, places, label = "Save as") =>
  el("p", { class: "save" }, el("span", { class: "label" }, `${label} `), ...Object.keys(FORMS).flatMap((form) => [
    el("button", { type: "button", class: "save-button", "aria-label": `Save ${what} as ${form.toUpperCase()}`, onclick: () => save(places(), form) }, form.toUpperCase()), " "]));
