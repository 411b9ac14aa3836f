// Deciding: cards, keys, forms, and what other reviewers do in the meantime. No framework: the server sends HTML.

import { DocumentPane, parseSpans } from "./document.js";

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const body = document.body;
const { group, name } = body.dataset;
const sheet = $("#sheet");
const key = () => crypto.getRandomValues(new Uint32Array(2)).join("-");
const windowKey = (sessionStorage.window ??= key());

const say = (text) => { $("#said").textContent = text; };
const warn = (text) => {
  const place = $("#warned");
  place.textContent = text;
  if (text) setTimeout(() => { if (place.textContent === text) place.textContent = ""; }, 12000);
};

const post = async (path, content) => {
  let answer;
  try {
    answer = await fetch(path, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(content),
    });
  } catch {
    warn("The server does not answer. Nothing was saved; is `vouchline review` still running?");
    return null;
  }
  const found = answer.headers.get("content-type")?.startsWith("application/json") ? await answer.json() : {};
  return { status: answer.status, ...found };
};
const get = (path, values) => fetch(`${path}?${new URLSearchParams({ group, name, ...values })}`);

// Cards and the current one.
const cards = () => $$(".item", sheet).filter((card) => !card.hidden);
const cardOf = (wanted) => document.getElementById(`card-${wanted}`);
let current = null;
let pane = null;

const choose = (card, { focus = true, leaf = null } = {}) => {
  if (!card) return;
  if (current && current !== card) {
    current.classList.remove("current");
    current.tabIndex = -1;
  }
  current = card;
  card.classList.add("current");
  card.tabIndex = 0;
  if (focus) card.focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest" });
  const pages = (card.dataset.pages || "").split(" ").filter(Boolean);
  pane?.show(parseSpans(card.dataset.spans), pages, leaf);
};

const step = (by) => {
  const all = cards();
  choose(all[Math.min(Math.max(all.indexOf(current) + by, 0), all.length - 1)] ?? all[0]);
};

const undecided = (card) => card.dataset.state === "open" || card.dataset.state === "ask_again";
const after = (fits) => {
  const all = cards();
  const place = all.indexOf(current);
  return [...all.slice(place + 1), ...all.slice(0, Math.max(place, 0))].find(fits);
};
const nextToLook = () => {
  const found = after((card) => undecided(card) && "doubtful" in card.dataset) ?? after(undecided);
  if (found) choose(found);
  else say(current && undecided(current) ? "This is the last one that is not decided." : "All is decided.");
};

// What the server answers to a decision.
const replace = (html, wanted) => {
  const old = cardOf(wanted);
  if (!old) return null;
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const fresh = holder.content.firstElementChild;
  const wasCurrent = old === current;
  old.replaceWith(fresh);
  if (wasCurrent) {
    current = null;
    choose(fresh);
  }
  return fresh;
};

const reload = async (wanted) => {
  const answer = await get("/api/facts", {});
  if (!answer.ok) return;
  sheet.innerHTML = await answer.text();
  current = null;
  filter();
  choose(cardOf(wanted) ?? cards()[0]);
};

const settle = async (answer, wanted) => {
  if (!answer) return false;
  if (answer.summary) $("#summary").innerHTML = answer.summary;
  if ("document_version" in answer) body.dataset.documentVersion = answer.document_version;
  if (answer.status === 200) {
    const known = answer.key && cardOf(answer.key);
    if (answer.card && known) replace(answer.card, answer.key);
    else await reload(answer.key || wanted);
    return true;
  }
  if (answer.stale === "results") warn(answer.message);
  else if (answer.stale) {
    if (answer.card && cardOf(answer.key)) replace(answer.card, answer.key);
    else await reload(answer.key);
    warn(answer.message);
  }
  return false;
};

const order = (action, card, more = {}) =>
  post("/api/decisions", {
    group, name, action, key: card?.dataset.key ?? "", seen: Number(card?.dataset.version ?? 0),
    results: body.dataset.results, ...more,
  });

const problemsOf = (answer) => Object.values(answer?.problems ?? {}).join(" ");

const act = async (action, card, { advance = false } = {}) => {
  if (!card) return;
  const place = after(undecided);
  const answer = await order(action, card);
  if (await settle(answer, card.dataset.key)) {
    say({ accept: "Accepted.", reject: "Rejected.", restore: "Open again." }[action] ?? "Done.");
    const wanted = place && place !== card ? cardOf(place.dataset.key) : null;
    if (advance && wanted) choose(wanted);
  } else if (answer?.problems) say(problemsOf(answer));
};

const acceptSection = async () => {
  const section = current?.closest("[data-section]");
  if (!section) return;
  let count = 0;
  for (const card of $$(".item", section)) {
    if (!undecided(card) || "doubtful" in card.dataset || card.hidden) continue;
    if (!(await settle(await order("accept", card), card.dataset.key))) break;
    count += 1;
  }
  say(`${count} accepted.`);
  nextToLook();
};

const undo = async () => {
  const answer = await order("undo", null);
  if (await settle(answer, current?.dataset.key)) {
    say("Taken back.");
    choose(cardOf(answer.key));
  } else if (answer?.problems) say(problemsOf(answer));
};

const whole = async (action) => {
  const answer = await post("/api/decisions", {
    group, name, action, key: "document", seen: Number(body.dataset.documentVersion), results: body.dataset.results,
  });
  if (answer?.status === 200) {
    $("#summary").innerHTML = answer.summary;
    body.dataset.documentVersion = answer.document_version;
    say(action === "finish" ? "Finished." : "Open again.");
  } else if (answer?.stale) await settle(answer);
  else say(problemsOf(answer));
};

// Forms.
const closeForm = () => {
  const form = $("form.edit");
  if (!form) return false;
  const card = form.closest(".item");
  form.remove();
  if (card) card.focus();
  else current?.focus();
  return true;
};

const openForm = async (card, values = {}) => {
  closeForm();
  const answer = await get("/api/form", { key: card.dataset.key, ...values });
  if (!answer.ok) return;
  choose(card);
  $(".actions", card).insertAdjacentHTML("beforebegin", await answer.text());
  focusFirst($("form.edit", card));
};

const focusFirst = (form) => {
  const first = $("input:checked", form) ?? $("input, select, textarea", form);
  first?.focus();
  if (first?.select && first.type !== "radio") first.select();
  form.scrollIntoView({ block: "nearest" });
};

const openNote = (card) => {
  closeForm();
  choose(card);
  const form = document.createElement("form");
  form.className = "edit";
  form.dataset.form = "note";
  form.setAttribute("aria-label", "Note");
  form.innerHTML =
    '<div class="input"><label for="note-text">Note</label><textarea id="note-text" rows="2" maxlength="4000"></textarea></div>' +
    '<p class="problem whole" hidden></p><p class="row"><button class="first">Save</button>' +
    '<button type="button" data-close>Cancel <kbd>Esc</kbd></button></p>';
  $(".actions", card).before(form);
  focusFirst(form);
};

let lastKind = group === "postings" ? "requirements" : "qualifications";
const openAdd = async (kind = lastKind, span = pane?.selection()) => {
  if (!pane) return;
  if (!span) {
    say("Select the words in the document first: with the mouse, or with l and the arrow keys.");
    return;
  }
  const answer = await get("/api/form", { kind, start: span[0], end: span[1] });
  if (!answer.ok) {
    say(problemsOf(await answer.json()));
    return;
  }
  closeForm();
  lastKind = kind;
  $("#add-place").innerHTML = await answer.text();
  const form = $("#add-place form");
  form.scrollIntoView({ block: "nearest" });
  ($("#add-kind") ?? $("input, textarea", form)).focus();
};

const valueOf = (input) => {
  if (input.dataset.kind === "choices") return $$("fieldset :checked", input).map((box) => box.value);
  const control = $("input:not([type=checkbox]), select, textarea", input);
  const text = control.value.trim();
  switch (input.dataset.kind) {
    case "flag": return text === "" ? null : text === "yes";
    case "lines": return text ? text.split("\n").map((line) => line.trim()).filter(Boolean) : [];
    case "number":
    case "year": return text === "" ? null : Number.isNaN(Number(text)) ? text : Number(text);
    default: return text === "" ? null : text;
  }
};

const showProblems = (form, problems) => {
  for (const place of $$(".problem", form)) place.hidden = true;
  for (const control of $$("[aria-invalid]", form)) control.removeAttribute("aria-invalid");
  let first = null;
  for (const [field, text] of Object.entries(problems ?? {})) {
    const input = $(`.input[data-field="${CSS.escape(field)}"]`, form);
    const place = (input && $(".problem", input)) ?? $(".problem.whole", form);
    place.textContent = text.charAt(0).toUpperCase() + text.slice(1);
    place.hidden = false;
    input?.classList.add("wrong");
    const control = input && $("input:not([type=checkbox]), select, textarea", input);
    control?.setAttribute("aria-invalid", "true");
    first ??= control;
  }
  first?.focus();
};

const collect = (form) => {
  const values = {}, spans = {}, knowledge = [];
  for (const input of $$(".input[data-field]", form)) {
    const field = input.dataset.field;
    values[field] = valueOf(input);
    if (input.dataset.span) [spans[field]] = parseSpans(input.dataset.span);
    if ($("[data-know]", input)?.checked) knowledge.push(field);
  }
  return { values, spans, knowledge };
};

const submit = async (form) => {
  const card = form.closest(".item");
  const kind = form.dataset.form;
  let answer;
  if (kind === "note") answer = await order("note", card, { note: $("textarea", form).value });
  else if (kind === "overrule") {
    const verdict = $("[name=verdict]:checked", form)?.value ?? "";
    answer = await order("overrule", card, { values: { verdict }, note: $("#why", form).value });
  } else if (kind === "add") {
    answer = await order("add", null, { kind: form.dataset.kind, span: parseSpans(form.dataset.span)[0], ...collect(form) });
  } else answer = await order("correct", card, collect(form));
  if (answer?.status === 422) {
    showProblems(form, answer.problems);
    return;
  }
  if (answer?.status === 200) form.remove();
  if (await settle(answer, card?.dataset.key)) {
    say({ note: "Noted.", overrule: "Overruled.", add: "Added.", correct: "Corrected." }[kind]);
    choose(cardOf(answer.key));
  }
};

const useSelection = (button) => {
  const span = pane?.selection();
  if (!span) {
    say("Select the words in the document first.");
    return;
  }
  const input = button.closest(".input");
  input.dataset.span = span.join("-");
  $("[data-know]", input).checked = false;
  input.classList.remove("wrong");
  $(".problem", input).hidden = true;
  button.textContent = "Selection used";
};

// Filters of comparison and matrix.
const filters = $("#filters");
const filter = () => {
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

// Other reviewers.
const poll = async () => {
  if (document.hidden || !sheet) return;
  const answer = await fetch("/api/presence", {
    method: "POST", headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ group, name, window: windowKey }),
  }).then((found) => (found.ok ? found.json() : null), () => null);
  if (!answer) return;
  const others = $("#others");
  const text = answer.others.length ? `${answer.others.join(", ")} ${answer.others.length === 1 ? "is" : "are"} here too` : "";
  if (others.textContent !== text) others.textContent = text;
  if (answer.results !== body.dataset.results) {
    warn("The document was extracted again since this page was opened: reload the page.");
    return;
  }
  if ($("form.edit")) return;
  const known = new Map($$(".item", sheet).map((card) => [card.dataset.key, Number(card.dataset.version)]));
  const theirs = Object.entries(answer.versions);
  if (theirs.length !== known.size || theirs.some(([wanted]) => !known.has(wanted))) {
    await reload(current?.dataset.key);
  } else {
    for (const [wanted, version] of theirs) {
      if (known.get(wanted) === version) continue;
      const card = await get("/api/card", { key: wanted });
      if (card.ok) replace(await card.text(), wanted);
    }
  }
};

// Keys.
const open = (dialog) => { if (!dialog.open) dialog.showModal(); };
const follow = (rel) => $(`.neighbours [rel=${rel}]`)?.click();
const KEYS = {
  j: () => step(1), ArrowDown: () => step(1), k: () => step(-1), ArrowUp: () => step(-1), n: nextToLook,
  a: () => act("accept", current, { advance: true }), A: acceptSection,
  e: () => current && openForm(current), x: () => act("reject", current, { advance: true }),
  r: () => act("restore", current), m: () => current && openNote(current), s: () => openAdd(), u: undo,
  f: () => whole("finish"), d: () => pane?.toggle(), l: () => pane?.enter(),
  "[": () => follow("prev"), "]": () => follow("next"),
};
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey && event.key === "Enter" && event.target.form?.matches("form.edit")) {
    event.preventDefault();
    event.target.form.requestSubmit();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape" && !$("dialog[open]")) {
    pane?.leave();
    if (!closeForm()) current?.focus();
    return;
  }
  if (event.target.closest("input, textarea, select, dialog")) return;
  if (event.key === "?") open($("#keys"));
  else if (event.key === "/" && $("#search")) $("#search").focus();
  else if (sheet && KEYS[event.key] && !(event.key.startsWith("Arrow") && event.target.closest(".document"))) {
    KEYS[event.key]();
  } else return;
  event.preventDefault();
});

document.addEventListener("click", (event) => {
  const target = event.target;
  const button = target.closest("button");
  const card = target.closest(".item");
  if (button?.matches("[data-close]")) {
    button.closest("dialog") ? button.closest("dialog").close() : closeForm();
  } else if (button?.dataset.act) {
    choose(card, { focus: false });
    const action = button.dataset.act;
    if (action === "edit") openForm(card);
    else if (action === "as-before") openForm(card, { as_before: "yes" });
    else if (action === "note") openNote(card);
    else act(action, card, { advance: action !== "restore" });
  } else if (button?.dataset.whole) whole(button.dataset.whole);
  else if (button?.dataset.go) choose(cardOf(button.dataset.go));
  else if (button?.dataset.mark) pane?.show(parseSpans(button.dataset.mark), []);
  else if (button?.matches("[data-use-selection]")) useSelection(button);
  else if (button?.id === "add") openAdd();
  else if (button?.id === "show-keys") open($("#keys"));
  else if (button?.id === "whoami") open($("#name-dialog"));
  else if (card && !target.closest("form, a") && String(getSelection()).trim() === "") {
    const field = target.closest("[data-span]");
    choose(card, { leaf: field ? parseSpans(field.dataset.span)[0] : null });
  }
});
// What stands beside a field stays until another field is entered: nothing may move away under a click on a button or box.
document.addEventListener("focusin", (event) => {
  const input = event.target.closest("form.edit .input");
  if (!input || !$(".beside", input)) return;
  for (const other of $$(".input.active", input.closest("form"))) other.classList.remove("active");
  input.classList.add("active");
});
// A button must not take the selection in the document away.
document.addEventListener("mousedown", (event) => {
  if (event.target.closest("[data-use-selection], #add")) event.preventDefault();
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("form.edit")) {
    event.preventDefault();
    submit(form);
  } else if (form.id === "name-form") {
    event.preventDefault();
    post("/api/reviewer", { reviewer: form.elements.reviewer.value }).then((answer) => {
      if (answer?.status === 200) {
        $("#whoami").textContent = answer.reviewer;
        $("#name-dialog").close();
      } else showProblems(form, { reviewer: problemsOf(answer) });
    });
  }
});
document.addEventListener("change", (event) => {
  const form = event.target.closest("form.add");
  if (event.target.id === "add-kind") openAdd(event.target.value, parseSpans(form.dataset.span)[0]);
});

if (sheet) {
  const place = $("#document");
  if (place) {
    pane = new DocumentPane(place, { group: body.dataset.documentGroup, name: body.dataset.documentName });
    pane.onLine = (span) => {
      const found = cards().filter((card) => parseSpans(card.dataset.spans).some(([a, b]) => a < span[1] && span[0] < b));
      const place_ = found.indexOf(current);
      if (found.length) choose(found[(place_ + 1) % found.length]);
      else say("No fact cites this line. Select words and press s to add one.");
    };
    pane.onCursor = say;
  }
  const linked = location.hash.startsWith("#card-") ? document.getElementById(location.hash.slice(1)) : null;
  if ("later" in sheet.dataset) await reload(linked ? linked.dataset.key : body.dataset.start);
  else choose(linked ?? cardOf(body.dataset.start) ?? cards()[0]);
  setInterval(poll, 5000);
  poll();
}
