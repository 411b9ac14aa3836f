// Keys of one letter: on, only with Alt, or off, as the reviewer wants (WCAG 2.1.4). The choice is kept in the browser.

import { nextToLook, page, sheet, step } from "./cards.js";
import { acceptSection, act, clearMarks, showLiteral, toggleMark, undo, whole } from "./deciding.js";
import { chooseByLetter, closeForm, openAdd, openForm, openNote } from "./forms.js";
import { $, $$, say } from "./notices.js";

const follow = (rel) => $(`.neighbours [rel=${rel}]`)?.click();
export const open = (dialog) => { if (!dialog.open) dialog.showModal(); };

const KEYS = {
  j: () => step(1), ArrowDown: () => step(1), k: () => step(-1), ArrowUp: () => step(-1), n: nextToLook,
  a: () => act("accept", page.current, { advance: true }), A: acceptSection,
  e: () => openForm(page.current), x: () => act("reject", page.current, { advance: true }),
  r: () => act("restore", page.current), m: () => openNote(page.current), s: () => openAdd(), t: () => openAdd("lines"), u: undo,
  L: showLiteral, Enter: () => page.current?.matches(".chip") && acceptSection(),
  f: () => whole("finish"), d: () => page.pane?.toggle(), l: () => page.pane?.enter(), p: () => toggleMark(page.current),
  g: () => page.pane?.followLine(),
  v: async () => { if (page.pane && !(await page.pane.nextUnread())) say("No line is left that nothing cites."); },
  "[": () => follow("prev"), "]": () => follow("next"),
};

const MODE = "vouchline-keys";
let mode = localStorage[MODE] ?? "on";

const useMode = (wanted) => {
  mode = localStorage[MODE] = wanted;
  document.body.dataset.keys = wanted;
  for (const box of $$("[name=key-mode]")) box.checked = box.value === wanted;
};
useMode(mode);
document.addEventListener("change", (event) => { if (event.target.name === "key-mode") useMode(event.target.value); });

const escape = () => {
  page.pane?.leave();
  if (!closeForm() && !clearMarks()) page.current?.focus({ preventScroll: true });
};

// The letter that was pressed: with Alt some systems give another sign, so that the key itself counts.
const letterOf = (event) => {
  const [, letter] = /^Key(.)$/.exec(event.code) ?? [];
  if (!event.altKey || !letter) return event.key;
  return event.shiftKey ? letter : letter.toLowerCase();
};

// Keys without a character of their own need no modifier.
const wanted = (event) => (event.key.length > 1 ? !event.altKey : mode !== "off" && event.altKey === (mode === "alt"));

const onButton = (event) => event.key === "Enter" && event.target.closest("button, a, summary, [role=button]");

document.addEventListener("keydown", (event) => {
  const { target } = event;
  if (event.key === "Enter" && target.form?.matches("form.edit") && (event.ctrlKey || target.matches("select"))) {
    event.preventDefault();
    target.form.requestSubmit();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.isComposing || !wanted(event)) return;
  if (event.key === "Escape" && !$("dialog[open]")) {
    escape();
    return;
  }
  if (target.matches("form.edit input[name=verdict]") && chooseByLetter(event)) {
    event.preventDefault();
    return;
  }
  if (target.closest("input, textarea, select, dialog") || onButton(event)) return;
  const key = letterOf(event);
  if (key === "?") open($("#keys"));
  else if (key === "/" && $("#search")) $("#search").focus();
  else if (sheet && KEYS[key] && !(key.startsWith("Arrow") && target.closest(".document"))) KEYS[key]();
  else return;
  event.preventDefault();
});
