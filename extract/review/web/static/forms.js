// Forms: correct, overrule, note, add. What was typed stays until it is saved or given up.

import { cardOf, choose, linesOf, page, pagesOf, refOf } from "./cards.js";
import { actOnAll, marked, order, settle } from "./deciding.js";
import { parseSpans } from "./document.js";
import { $, $$, isSaving, save, say } from "./notices.js";
import { get, group, problemsOf } from "./server.js";

let opening = 0;

export const closeForm = () => {
  const form = $("form.edit");
  if (!form) return false;
  opening += 1;
  const card = form.closest(".item");
  form.remove();
  (card ?? page.current)?.focus({ preventScroll: true });
  return true;
};

// Opens the form of a card, at the field `field`, or else at the first one that needs a look.
export const openForm = async (card, { values = {}, field = "" } = {}) => {
  if (!card || isSaving()) return;
  closeForm();
  const turn = (opening += 1);
  const span = page.pane?.selection(), words = page.pane?.words();
  const answer = await get("/api/form", { key: card.dataset.key, ...values, ...(card.dataset.name && { name: card.dataset.name }) });
  if (!answer?.ok) {
    say(answer ? problemsOf(await answer.json().catch(() => ({}))) : "The server does not answer.");
    return;
  }
  const html = await answer.text();
  if (turn !== opening || !card.isConnected) return;
  choose(card, { focus: false });
  $(".actions", card).insertAdjacentHTML("beforebegin", html);
  const form = $("form.edit", card);
  const lines = $("[data-field=lines] button", form);
  if (lines && !page.pane) lines.closest(".input").remove();
  else if (lines && span) useSelection(lines, span, words);
  focusIn(form, field);
};

const controlOf = (input) => input && ($("input:not([type=checkbox]), select, textarea", input) ?? $("input", input));

const focusIn = (form, field) => {
  const wanted = field && $(`.input[data-field="${CSS.escape(field)}"]`, form);
  const first = controlOf(wanted || $(".input.flagged", form)) ?? $("input:checked", form) ?? $("input, select, textarea", form);
  first?.focus();
  if (first?.select && first.type !== "radio") first.select();
  form.scrollIntoView({ block: "nearest" });
};

// A letter chooses the verdict that begins with it, and goes on to the reason.
export const chooseByLetter = (event) => {
  const choices = $$("input[name=verdict]", event.target.form);
  const found = choices.find((choice) => choice.value.startsWith(event.key.toLowerCase()));
  if (!found || event.key.length > 1) return false;
  found.checked = true;
  $("#why", event.target.form).focus();
  return true;
};

export const openNote = (card) => {
  if (!card || isSaving()) return;
  closeForm();
  choose(card);
  $(".actions", card).before($("#note-form").content.cloneNode(true));
  focusIn($("form.edit", card), "");
};

let lastKind = group === "postings" ? "requirements" : "qualifications";
export const openAdd = async (kind = lastKind, span = page.pane?.selection()) => {
  if (!page.pane || isSaving()) return;
  if (kind === "lines" && group !== "profiles") return;
  if (group === "comparisons") {
    say("Facts are added on the profile's page. Words selected here are kept with a verdict: press e.");
    return;
  }
  if (!span) {
    say("Select the words in the document first: with the mouse, or with l and the arrow keys.");
    return;
  }
  const turn = (opening += 1);
  const answer = await get("/api/form", { kind, start: span[0], end: span[1] });
  if (!answer?.ok) {
    say(answer ? problemsOf(await answer.json().catch(() => ({}))) : "The server does not answer.");
    return;
  }
  const html = await answer.text();
  if (turn !== opening) return;
  const changed = $("form.add");
  closeForm();
  opening = turn;
  if (kind !== "lines") lastKind = kind;
  $("#add-place").innerHTML = html;
  const form = $("#add-place form");
  form.scrollIntoView({ block: "nearest" });
  if (changed) $("#add-kind", form)?.focus();
  else focusIn(form, form.dataset.main);
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

export const showProblems = (form, problems) => {
  for (const place of $$(".problem", form)) place.hidden = true;
  for (const control of $$("[aria-invalid]", form)) control.removeAttribute("aria-invalid");
  let first = null;
  for (const [field, text] of Object.entries(problems ?? {})) {
    const input = $(`.input[data-field="${CSS.escape(field)}"]`, form);
    const place = (input && $(".problem", input)) ?? $(".problem.whole", form) ?? $(".problem", form);
    place.textContent = text.charAt(0).toUpperCase() + text.slice(1);
    place.hidden = false;
    input?.classList.add("wrong");
    const control = input && $("input:not([type=checkbox]), select, textarea", input);
    control?.setAttribute("aria-invalid", "true");
    first ??= control;
  }
  first?.focus();
};

// Says what a date is stored as. An answer to what stood there before is dropped.
export const previewDate = async (input) => {
  const control = $("input", input), text = control.value.trim(), place = $(".preview", input);
  place.textContent = "";
  if (!text) return;
  const { documentGroup, documentName } = document.body.dataset;
  const answer = await get("/api/date", { group: documentGroup, name: documentName, text });
  if (!answer?.ok || control.value.trim() !== text) return;
  const found = await answer.json();
  if (control.value.trim() === text) place.textContent = found.date ? `Stored as ${found.date}` : `This ${found.said}.`;
};

// Marks the words in the document that bear the value of a field out.
export const showPlace = (input) => {
  const field = $(`.field[data-name="${CSS.escape(input.dataset.field)}"][data-span]`, input.closest(".item") ?? input);
  const card = input.closest(".item");
  if (field && card) page.pane?.show(parseSpans(card.dataset.spans), pagesOf(card), parseSpans(field.dataset.span)[0], linesOf(card));
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

// What each form asks for.
const SENDING = {
  note: (form, card) => order("note", card, { note: $("textarea", form).value }),
  overrule: (form, card) => {
    const [span = null] = parseSpans($("[data-field=lines]", form)?.dataset.span);
    const verdict = $("[name=verdict]:checked", form)?.value ?? "";
    return order("overrule", card, { values: { verdict }, note: $("#why", form).value, span });
  },
  add: (form) =>
    order("add", null, { kind: form.dataset.kind, span: parseSpans(form.dataset.span)[0], ...collect(form) }),
  assign: (form) =>
    order("assign", null, { key: $("#lines-role", form).value, span: parseSpans(form.dataset.span)[0] }),
  correct: (form, card) => order("correct", card, collect(form)),
};
const DONE = { note: "Noted.", overrule: "Overruled.", add: "Added.", assign: "Moved.", correct: "Corrected." };

// One verdict and one reason for all that are chosen; those that have the verdict already are left as they are.
const overruleAll = async (form, several) => {
  const verdict = $("[name=verdict]:checked", form)?.value, note = $("#why", form).value.trim();
  if (!verdict || !note) {
    showProblems(form, verdict ? { note: "Say why, so that others can follow." } : { verdict: "Choose a verdict." });
    return;
  }
  if (await actOnAll("overrule", several.filter((card) => card.dataset.verdict !== verdict), { values: { verdict }, note })) form.remove();
};

export const submit = async (form) => {
  const card = form.closest(".item"), kind = form.dataset.form, several = marked();
  if (kind === "overrule" && several.length > 1 && several.includes(card)) {
    await overruleAll(form, several);
    return;
  }
  const answer = await save(form, () => SENDING[kind](form, card));
  if (answer?.status === 422) {
    showProblems(form, answer.problems);
    return;
  }
  if (answer?.status === 200) {
    opening += 1;
    form.remove();
  }
  if (await settle(answer, card)) {
    say(DONE[kind]);
    if (answer.key) choose(cardOf(refOf(card?.dataset.name, answer.key)));
  }
};

export const useSelection = (button, span = page.pane?.selection(), words = page.pane?.words()) => {
  if (!span) {
    say("Select the words in the document first.");
    return;
  }
  const input = button.closest(".input");
  input.dataset.span = span.join("-");
  const know = $("[data-know]", input), chosen = $(".chosen", input);
  if (know) know.checked = false;
  if (chosen) chosen.textContent = words;
  input.classList.remove("wrong");
  $(".problem", input).hidden = true;
  button.textContent = "Selection used";
};
