// Decisions: sent, and what the server answers put in place.

import { after, cardOf, cards, choose, nextToLook, page, refOf, reload, replace, undecided } from "./cards.js";
import { $, $$, save, say, warn } from "./notices.js";
import { group, name, post, problemsOf } from "./server.js";

const { dataset } = document.body;
const nameOf = (card) => card?.dataset.name ?? name;
const refOfCard = (card) => card && refOf(nameOf(card), card.dataset.key);

// What the last action changed, so that it is taken back as one: names of files.
let lastNames = [name];

export const order = (action, card, more = {}) =>
  post("/api/decisions", {
    group, name: nameOf(card), action, key: card?.dataset.key ?? "", seen: Number(card?.dataset.version ?? 0),
    results: card?.dataset.results ?? dataset.results, ...more,
  });

const showSummary = (answer) => {
  if (answer.summary && $("#summary")) $("#summary").innerHTML = answer.summary;
  if ("document_version" in answer) dataset.documentVersion = answer.document_version;
};

// Puts an answer in place; true where it was saved.
export const settle = async (answer, card) => {
  if (!answer) return false;
  const given = card && nameOf(card), ref = answer.key ? refOf(given, answer.key) : refOfCard(card);
  showSummary(answer);
  if (answer.status === 200) {
    if (answer.card && cardOf(ref) && !dataset.sheet) replace(answer.card, ref);
    else await reload(ref);
    lastNames = [given ?? name];
    return true;
  }
  if (answer.stale === "results") warn(answer.message);
  else if (answer.stale) {
    if (answer.card && cardOf(ref) && !dataset.sheet) replace(answer.card, ref);
    else await reload(ref);
    warn(answer.message);
  }
  return false;
};

const DONE = { accept: "Accepted.", reject: "Rejected.", restore: "Open again." };

export const act = async (action, card, { advance = false } = {}) => {
  if (!card) return;
  const several = marked();
  if (several.length && several.includes(card)) {
    await actOnAll(action, several);
    return;
  }
  const place = after(undecided);
  const answer = await save(card, () => order(action, card));
  if (await settle(answer, card)) {
    say(DONE[action] ?? "Done.");
    const wanted = place && place !== card ? cardOf(refOfCard(place)) : null;
    if (advance && wanted) choose(wanted);
  } else if (answer?.problems) say(problemsOf(answer));
};

// One action on several cards: one request, one undo. Returns how many were saved.
export const actOnAll = async (action, wanted, more = {}) => {
  const stacks = new Map();
  for (const card of wanted) {
    const file = nameOf(card);
    const stack = stacks.get(file) ?? { group, name: file, results: card.dataset.results ?? dataset.results, items: [] };
    stack.items.push([card.dataset.key, Number(card.dataset.version)]);
    stacks.set(file, stack);
  }
  const answer = await save(wanted[0], () => post("/api/batches", { action, stacks: [...stacks.values()], ...more }));
  if (!answer) return 0;
  if (answer.saved) lastNames = [...stacks.keys()];
  await reload(refOfCard(page.current));
  showSummary(answer);
  if (answer.stale) warn(answer.message);
  else if (answer.problems) warn(`${answer.saved ? `${answer.saved} saved, then: ` : ""}${problemsOf(answer)}`);
  else say(`${answer.saved} ${{ accept: "accepted", reject: "rejected", restore: "opened again" }[action] ?? "overruled"}.`);
  return answer.saved ?? 0;
};

// Takes the last action back, also where it was about several files.
export const undo = async () => {
  let taken = 0;
  for (const file of lastNames) {
    const results = cards().find((card) => nameOf(card) === file)?.dataset.results ?? dataset.results;
    const answer = await save(page.current, () => order("undo", null, { name: file, results }));
    if (answer?.status === 200) {
      taken += 1;
      const ref = refOf(file, answer.key);
      if (answer.card && cardOf(ref) && !dataset.sheet) {
        replace(answer.card, ref);
        choose(cardOf(ref));
      } else await reload(answer.key ? ref : refOfCard(page.current));
      showSummary(answer);
    } else {
      if (answer?.stale) warn(answer.message);
      else if (answer?.problems) say(problemsOf(answer));
      break;
    }
  }
  if (taken) {
      say("Taken back.");
  }
};

export const whole = async (action) => {
  const answer = await save($("#summary"), () => post("/api/decisions", {
    group, name, action, key: "document", seen: Number(dataset.documentVersion), results: dataset.results,
  }));
  if (answer?.status === 200) {
    $("#summary").innerHTML = answer.summary;
    dataset.documentVersion = answer.document_version;
    lastNames = [name];
    say(action === "finish" ? "Finished." : "Open again.");
  } else if (answer?.stale) await settle(answer);
  else if (answer) say(problemsOf(answer));
};

// Several cards at once: marked one by one, then decided together.
export const marked = () => cards().filter((card) => $(".pick:checked", card));

export const toggleMark = (card) => {
  const box = card && $(".pick", card);
  if (!box) return;
  box.checked = !box.checked;
  showMarks();
};

export const clearMarks = () => {
  const boxes = $$(".pick:checked");
  for (const box of boxes) box.checked = false;
  showMarks();
  return boxes.length > 0;
};

export const showMarks = () => {
  const bar = $("#picked"), count = $$(".pick:checked").length;
  if (!bar) return;
  bar.hidden = count === 0;
  $(".count", bar).textContent = `${count} chosen`;
};

// Accepts what is left of a section, once all of it was in view.
export const acceptSection = async () => {
  const section = page.current?.closest("[data-section]");
  if (!section) return;
  const rest = $$(".item", section).filter((card) => undecided(card) && !("doubtful" in card.dataset) && !card.hidden);
  const unseen = rest.filter((card) => !("seen" in card.dataset));
  if (!rest.length) say("Nothing is left here to accept, but what needs a look.");
  else if (unseen.length) {
    unseen[0].scrollIntoView({ block: "start" });
    say(`${unseen.length} of ${rest.length} were not in view yet. Look at them, and press again.`);
  } else if (await actOnAll("accept", rest)) nextToLook();
};

// Rejects a chip, or opens it again.
export const toggleChip = async (card) => {
  const action = card.dataset.state === "rejected" ? "restore" : "reject";
  const answer = await save(card, () => order(action, card));
  if (await settle(answer, card)) say(DONE[action]);
  else if (answer?.problems) say(problemsOf(answer));
};

// Shows all that stands letter for letter, each with a mark, to be accepted at once.
export const showLiteral = () => {
  const found = cards().filter((card) => "literal" in card.dataset && undecided(card));
  if (!found.length) {
    say("Nothing is left that stands letter for letter.");
    return;
  }
  const dialog = $("#literal"), list = $("ul", dialog);
  list.replaceChildren(...found.map((card) => {
    const row = document.createElement("li"), label = document.createElement("label"), box = document.createElement("input");
    box.type = "checkbox";
    box.checked = true;
    box.value = card.dataset.key;
    const kind = card.closest("[data-section]")?.querySelector("h2").firstChild.textContent.trim();
    const values = $$(".field .value", card).map((value) => value.textContent.trim()).join(" · ");
    label.append(box, ` ${values} `, Object.assign(document.createElement("span"), { className: "soft", textContent: kind }));
    row.append(label);
    return row;
  }));
  countLiteral();
  dialog.returnValue = "";
  dialog.showModal();
  $("button.first", dialog).focus({ preventScroll: true });
  dialog.scrollTop = 0;
};

export const countLiteral = () => { $("#literal .count").textContent = $$("#literal ul :checked").length; };

$("#literal")?.addEventListener("close", async () => {
  if ($("#literal").returnValue !== "accept") return;
  const wanted = $$("#literal ul :checked").map((box) => cardOf(box.value)).filter(Boolean);
  if (wanted.length && await actOnAll("accept", wanted)) nextToLook();
});
