// What the page says: what was done, what went wrong, and a way to try again what was not saved.

export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

const fade = (place, text, after) => setTimeout(() => { if (place.textContent === text) place.textContent = ""; }, after);

export const say = (text) => {
  $("#said").textContent = text;
  fade($("#said"), text, 6000);
};

let answered = null;

export const warn = (text) => {
  clearWarning();
  $("#warned .words").textContent = text;
  fade($("#warned .words"), text, 12000);
};

export const clearWarning = () => {
  $("#warned .words").textContent = "";
  for (const button of $$("#warned button")) button.hidden = true;
  answered?.(false);
  answered = null;
};

// Says that something was not saved, until it is tried again (true), or given up (false).
const offerAgain = (why) => {
  clearWarning();
  $("#warned .words").textContent = `Not saved. ${why}`;
  for (const button of $$("#warned button")) button.hidden = false;
  return new Promise((resolve) => { answered = resolve; });
};

$("#try-again").addEventListener("click", () => { const go = answered; answered = null; clearWarning(); go?.(true); });
$("#give-up").addEventListener("click", clearWarning);

let saving = false;
export const isSaving = () => saving;

const setBusy = (place, busy) => {
  saving = busy;
  document.body.toggleAttribute("data-saving", busy);
  if (!place) return;
  place.setAttribute("aria-busy", String(busy));
  for (const button of $$("button", place)) {
    if (busy) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
  }
};

// Sends something to be kept, and again as long as the reviewer wants; null where it was given up. `place` is busy meanwhile.
// Whatever is asked for while something is being saved is dropped: it was meant for what stood there before.
export const save = async (place, send) => {
  if (saving) return null;
  clearWarning();
  for (;;) {
    setBusy(place, true);
    const answer = await send();
    setBusy(place, false);
    if (!answer.failed) return answer;
    if (!(await offerAgain(answer.failed)) || saving) return null;
  }
};
