// Keys of one letter.

import { nextToLook, page, sheet, step } from "./cards.js";
import { acceptSection, act, clearMarks, toggleMark, undo, whole } from "./deciding.js";
import { closeForm, openAdd, openForm, openNote } from "./forms.js";
import { $, say } from "./notices.js";

const follow = (rel) => $(`.neighbours [rel=${rel}]`)?.click();
export const open = (dialog) => { if (!dialog.open) dialog.showModal(); };

const KEYS = {
  j: () => step(1), ArrowDown: () => step(1), k: () => step(-1), ArrowUp: () => step(-1), n: nextToLook,
  a: () => act("accept", page.current, { advance: true }), A: acceptSection,
  e: () => openForm(page.current), x: () => act("reject", page.current, { advance: true }),
  r: () => act("restore", page.current), m: () => openNote(page.current), s: () => openAdd(), u: undo,
  f: () => whole("finish"), d: () => page.pane?.toggle(), l: () => page.pane?.enter(), p: () => toggleMark(page.current),
  g: () => page.pane?.followLine(),
  v: async () => { if (page.pane && !(await page.pane.nextUnread())) say("No line is left that nothing cites."); },
  "[": () => follow("prev"), "]": () => follow("next"),
};

const escape = () => {
  page.pane?.leave();
  if (!closeForm() && !clearMarks()) page.current?.focus({ preventScroll: true });
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey && event.key === "Enter" && event.target.form?.matches("form.edit")) {
    event.preventDefault();
    event.target.form.requestSubmit();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape" && !$("dialog[open]")) {
    escape();
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
