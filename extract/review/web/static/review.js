// The review page: what is clicked, and what other reviewers do in the meantime. No framework: the server sends HTML.

import { cardOf, cards, choose, page, pagesOf, reload, replace, sheet } from "./cards.js";
import {
  act, clearMarks, countLiteral, marked, showLiteral, showMarks, toggleChip, whole,
} from "./deciding.js";
import { DocumentPane, parseSpans } from "./document.js";
import { closeForm, openAdd, openForm, openNote, previewDate, showPlace, showProblems, submit, useSelection } from "./forms.js";
import { open } from "./keys.js";
import { $, $$, isSaving, save, say, warn } from "./notices.js";
import { get, group, name, post, problemsOf } from "./server.js";
import "./seen.js";

const { dataset } = document.body;
const key = () => crypto.getRandomValues(new Uint32Array(2)).join("-");
const windowKey = (sessionStorage.window ??= key());

// Other reviewers.
const poll = async () => {
  if (document.hidden || dataset.sheet) return;
  const answer = await post("/api/presence", { group, name, window: windowKey });
  if (answer.failed || answer.status !== 200) return;
  const mine = $("#whoami").dataset.name;
  const people = answer.others.map((each) => (each === mine ? "you" : each));
  const text = people.length ? `Also here: ${people.join(", ")}` : "";
  if ($("#others").textContent !== text) $("#others").textContent = text;
  if (answer.results !== dataset.results) {
    warn("The document was extracted again since this page was opened: reload the page.");
    return;
  }
  if ($("form.edit") || isSaving() || marked().length) return;
  const known = new Map($$(".item", sheet).map((card) => [card.dataset.key, Number(card.dataset.version)]));
  const theirs = Object.entries(answer.versions);
  if (theirs.length !== known.size || theirs.some(([wanted]) => !known.has(wanted))) {
    await reload(page.current?.dataset.key);
    return;
  }
  for (const [wanted, version] of theirs) {
    if (known.get(wanted) >= version) continue;
    const card = await get("/api/card", { key: wanted });
    if (card?.ok) replace(await card.text(), wanted);
  }
};

const ACTIONS = {
  edit: (card) => openForm(card),
  "as-before": (card) => openForm(card, { values: { as_before: "yes" } }),
  note: openNote,
};

const clickedButton = (button, card) => {
  const { act: action, go, mark, whole: doing } = button.dataset;
  if (button.getAttribute("aria-disabled") === "true") return;
  if (button.matches("[data-close]")) {
    if (button.closest("dialog")) button.closest("dialog").close();
    else closeForm();
  } else if (action) {
    choose(card, { focus: false });
    (ACTIONS[action] ?? (() => act(action, card, { advance: action !== "restore" })))(card);
  } else if (doing) whole(doing);
  else if (go) choose(cardOf(go));
  else if (mark) page.pane?.show(parseSpans(mark), []);
  else if (button.matches("[data-use-selection]")) useSelection(button);
  else if (button.id === "add") openAdd();
  else if (button.id === "show-keys") open($("#keys"));
  else if (button.id === "whoami") open($("#name-dialog"));
  else if (button.id === "give-lines") openAdd("lines");
  else if (button.id === "show-literal") showLiteral();
  else if ("open" in button.dataset) choose(card);
  else if (button.dataset.actMarked === "edit") openForm(marked()[0]);
  else if (button.dataset.actMarked) act(button.dataset.actMarked, marked()[0]);
  else if (button.id === "clear-picked") clearMarks();
  else if (button.dataset.likeness) tellPeople(button);
};

// Whether two profiles are of the same person.
const tellPeople = async (button) => {
  const { first, second } = button.closest("li").dataset, { likeness } = button.dataset;
  const answer = await save($("#look-alikes"), () => post("/api/people", { first, second, likeness }));
  if (answer?.status !== 200) {
    if (answer) warn(problemsOf(answer));
    return;
  }
  $("#look-alikes .pairs").outerHTML = answer.pairs;
  const told = $$("#look-alikes li").find((each) => each.dataset.first === first && each.dataset.second === second);
  if (told) $("button", told).focus();
  say({ same: "The same person.", different: "Different people.", open: "Open again." }[likeness]);
};

document.addEventListener("click", (event) => {
  const { target } = event;
  const button = target.closest("button"), card = target.closest(".item");
  const value = target.closest("[data-edit]");
  if (value && card && !card.matches(".chip:not(.current)") && String(getSelection()).trim() === "") openForm(card, { field: value.dataset.edit });
  else if (button) clickedButton(button, card);
  else if (!card || target.closest("form, a, label, input, summary") || String(getSelection()).trim() !== "") return;
  else if (card.matches(".chip:not(.current)")) {
    page.pane?.show(parseSpans(card.dataset.spans), pagesOf(card));
    toggleChip(card);
  } else {
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
  showPlace(input);
});
document.addEventListener("input", (event) => {
  const input = event.target.closest("form.edit .input[data-kind=date]");
  if (input) previewDate(input);
});
// A button must not take the selection in the document away.
document.addEventListener("mousedown", (event) => {
  if (event.target.closest("[data-use-selection], #add, #give-lines")) event.preventDefault();
});
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.matches("form.edit")) {
    event.preventDefault();
    submit(form);
  } else if (form.id === "name-form") {
    event.preventDefault();
    const answer = await post("/api/reviewer", { reviewer: form.elements.reviewer.value });
    if (answer.status === 200) {
      $("#whoami").dataset.name = $("#whoami .name").textContent = answer.reviewer;
      $("#name-dialog").close();
    } else showProblems(form, { reviewer: answer.failed ?? problemsOf(answer) });
  }
});
document.addEventListener("change", (event) => {
  if (event.target.id === "add-kind") openAdd(event.target.value, parseSpans(event.target.closest("form").dataset.span)[0]);
  else if (event.target.matches(".pick")) showMarks();
  else if (event.target.closest("#literal")) countLiteral();
});

const openPane = (place) => {
  const pane = new DocumentPane(place, { group: dataset.documentGroup, name: dataset.documentName });
  page.pane = pane;
  pane.factsOf = (span) =>
    cards().filter((card) => parseSpans(card.dataset.spans).some(([a, b]) => a < span[1] && span[0] < b));
  pane.onFollow = choose;
  pane.onNothing = () => say(group === "comparisons" ? "No verdict cites this line."
    : "No fact cites this line. Select words and press s to add one.");
  pane.onCursor = say;
};

if (sheet) {
  if ($("#document")) openPane($("#document"));
  const linked = location.hash.startsWith("#card-") ? document.getElementById(location.hash.slice(1)) : null;
  if ("later" in sheet.dataset) await reload(linked ? linked.dataset.key : dataset.start);
  else choose(linked ?? cardOf(dataset.start) ?? cards()[0]);
  if (!dataset.sheet) {
    setInterval(poll, 5000);
    poll();
  }
  addEventListener("pageshow", (event) => { if (event.persisted) poll(); });
  if (!dataset.sheet) addEventListener("pagehide", () => fetch("/api/presence", {
    method: "POST", headers: { "Content-Type": "application/json" }, keepalive: true,
    body: JSON.stringify({ group, name, window: windowKey, leaving: true }),
  }).catch(() => {}));
}
