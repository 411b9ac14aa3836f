// Which cards were in view: nothing is accepted together with others before.

import { sheet } from "./cards.js";
import { $$ } from "./notices.js";

const observer = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) if (isIntersecting) target.dataset.seen = "";
}, { threshold: 0.6 });

const watch = () => {
  for (const card of $$(".item:not([data-seen])", sheet)) observer.observe(card);
};

if (sheet) {
  new MutationObserver(watch).observe(sheet, { childList: true, subtree: true });
  watch();
}
