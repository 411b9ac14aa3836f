// The document beside the facts: its text or the pictures of its pages, marks on lines, and what is selected there.

const codePoints = (text) => [...text].length;
const spanOf = (element) => [Number(element.dataset.start), Number(element.dataset.end)];
export const parseSpans = (text) =>
  (text || "").trim().split(/\s+/).filter(Boolean).map((span) => span.split("-").map(Number));
const touch = ([start, end], spans) => spans.some(([from, to]) => start < to && from < end);

export class DocumentPane {
  constructor(pane, source) {
    this.pane = pane;
    this.source = source;
    this.drawn = pane.dataset.drawn === "yes";
    this.textPlace = pane.querySelector("#text");
    this.pagesPlace = pane.querySelector("#pages");
    this.spans = [];
    this.leaf = null;
    this.boxes = [];
    this.cursor = null;
    this.asked = null;
    this.own = new Set();
    this.factsOf = () => [];
    this.overlays = new Map();
    this.textReady = null;
    pane.addEventListener("click", (event) => this.clicked(event));
    this.textPlace.addEventListener("keydown", (event) => this.lineKeys(event));
    pane.querySelector("#switch")?.addEventListener("click", () => this.toggle());
    if (this.drawn) this.watchPages();
    else this.loadText();
  }

  get showsText() {
    return !this.textPlace.hidden;
  }

  async fetchText(path, values = {}) {
    const answer = await fetch(`${path}?${new URLSearchParams({ ...this.source, ...values })}`).catch(() => null);
    return answer?.ok ? answer.text() : "";
  }

  loadText() {
    this.textReady ??= this.fetchText("/api/text").then((html) => {
      this.textPlace.innerHTML = html || "<p class=\"callout\">The text could not be read.</p>";
      this.mark(false);
      // Read in the meantime: show it whole, with its own lines.
      if (this.textPlace.querySelector("[data-whole=no]") && !this.retried && !this.pane.querySelector(".callout")) {
        this.retried = true;
        setTimeout(() => { this.textReady = null; this.loadText(); }, 3000);
      }
    });
    return this.textReady;
  }

  watchPages() {
    const observer = new IntersectionObserver((entries) => {
      for (const entry of entries) if (entry.isIntersecting) this.loadOverlay(entry.target);
    }, { root: this.pane, rootMargin: "50%" });
    for (const page of this.pagesPlace.querySelectorAll(".page")) observer.observe(page);
  }

  loadOverlay(page) {
    if (!this.overlays.has(page)) {
      this.overlays.set(page, this.fetchText("/api/overlay", { page: page.dataset.page }).then((html) => {
        page.querySelector(".overlay").innerHTML = html;
        if (!html) this.overlays.delete(page);  // asked for again when a fact leads here
        this.mark(false);
      }));
    }
    return this.overlays.get(page);
  }

  async toggle(toText = !this.showsText) {
    if (!this.drawn || toText === this.showsText) return;
    this.textPlace.hidden = !toText;
    this.pagesPlace.hidden = toText;
    const button = this.pane.querySelector("#switch");
    button.setAttribute("aria-pressed", String(toText));
    button.firstChild.textContent = toText ? "Pages " : "Text ";
    if (toText) await this.loadText();
    this.mark(true);
  }

  lines() {
    return this.pane.querySelectorAll(this.showsText ? "#text .line" : "#pages .line");
  }

  // Marks what a card rests on, and lightly the lines that belong to it.
  async show(spans, pages, leaf = null, lines = []) {
    this.spans = spans;
    this.own = new Set(lines);
    this.leaf = leaf;
    this.boxes = [];
    if (this.showsText) {
      await this.textReady;
    } else if (pages.length) {
      const page = this.pagesPlace.querySelector(`.page[data-page="${pages[0]}"]`);
      if (page) {
        if (!this.overlays.has(page)) this.bring(page);
        await this.loadOverlay(page);
      }
    }
    if (this.spans === spans) this.mark(true);
    if (leaf && this.drawn) {
      const found = await this.fetchText("/api/boxes", { start: leaf[0], end: leaf[1] });
      if (this.leaf !== leaf || !found) return;
      this.boxes = JSON.parse(found).boxes;
      this.markBoxes();
    }
  }

  // Scrolls the pane alone: in a narrow window the whole page scrolls, and the fact shall stay where it is.
  bring(page) {
    const box = page.getBoundingClientRect(), pane = this.pane.getBoundingClientRect();
    if (box.bottom < pane.top + 70 || box.top > pane.bottom - 40) this.pane.scrollBy({ top: box.top - pane.top - 60 });
  }

  mark(scroll) {
    let first = null;
    for (const line of this.lines()) {
      const on = touch(spanOf(line), this.spans);
      line.classList.toggle("marked", on);
      line.classList.toggle("belongs", !on && this.own.has(line.dataset.line));
      if (on && !first) first = line;
    }
    this.markWords();
    this.markBoxes();
    if (scroll && first) this.reveal(first);
  }

  reveal(line) {
    const box = line.getBoundingClientRect();
    const pane = this.pane.getBoundingClientRect();
    if (box.top < pane.top + 70 || box.bottom > pane.bottom - 40) {
      const quiet = matchMedia("(prefers-reduced-motion: reduce)").matches;
      this.pane.scrollBy({ top: box.top - pane.top - pane.height / 3, behavior: quiet ? "auto" : "smooth" });
    }
  }

  // The very words of a value, where the browser can paint ranges.
  markWords() {
    if (!CSS.highlights) return;
    const ranges = [];
    for (const [start, end] of this.leaf ? [this.leaf] : []) {
      for (const line of this.textPlace.querySelectorAll(".line")) {
        const [from, to] = spanOf(line);
        const node = line.querySelector(".words").firstChild;
        if (!node || start >= to || from >= end) continue;
        const units = (offset) => [...node.data].slice(0, Math.max(0, offset - from)).join("").length;
        const range = document.createRange();
        range.setStart(node, units(start));
        range.setEnd(node, units(Math.min(end, to)));
        ranges.push(range);
      }
    }
    CSS.highlights.set("value", new Highlight(...ranges));
  }

  // The same words on the pictures of the pages.
  markBoxes() {
    for (const old of this.pagesPlace.querySelectorAll(".value-box")) old.remove();
    for (const [page, left, top, right, bottom] of this.boxes) {
      const svg = this.pagesPlace.querySelector(`.page[data-page="${page}"] svg`);
      if (!svg) continue;  // drawn when the page's lines arrive
      const box = document.createElementNS(svg.namespaceURI, "rect");
      const sides = { x: left - 1, y: top - 0.5, width: right - left + 2, height: bottom - top + 1, rx: 1.5 };
      for (const [name, value] of Object.entries(sides)) box.setAttribute(name, value);
      box.classList.add("value-box");
      svg.prepend(box);
    }
  }

  // A click asks who cites the line, and goes nowhere by itself: it may be the first of a double click on a word.
  clicked(event) {
    const button = event.target.closest("[data-follow]");
    if (button) {
      this.follow(button.dataset.follow);
      return;
    }
    const line = event.target.closest(".line");
    if (!line || String(getSelection()).trim() !== "") this.ask(null);
    else this.ask(line);
  }

  ask(line) {
    this.asked = line ? spanOf(line) : null;
    for (const each of this.pane.querySelectorAll(".line.asked")) each.classList.remove("asked");
    line?.classList.add("asked");
    const facts = line ? this.factsOf(this.asked) : [];
    const place = this.pane.querySelector("#cited");
    place.replaceChildren();
    place.hidden = !facts.length;
    facts.forEach((card, index) => {
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.follow = card.id;
      button.textContent = `${card.querySelector("h3").textContent.trim()}${index ? "" : " "}`;
      if (!index) button.insertAdjacentHTML("beforeend", "<kbd>g</kbd>");
      place.append(index ? "" : "Cited by ", button);
    });
    if (line && !facts.length) this.onNothing?.();
  }

  follow(id) {
    const card = document.getElementById(id);
    this.ask(null);
    if (card) this.onFollow?.(card);
  }

  // Goes to the first fact that cites the line which was clicked, or on which the keyboard is.
  followLine() {
    const span = this.asked ?? this.cursor;
    const [card] = span ? this.factsOf(span) : [];
    if (card) this.follow(card.id);
    else if (span) this.onNothing?.();
  }

  // What is selected, as offsets of code points; null where nothing of the document is.
  selection() {
    const selected = getSelection();
    if (!selected.rangeCount || selected.isCollapsed) return this.cursor;
    const range = selected.getRangeAt(0);
    if (!range.intersectsNode(this.pane)) return null;
    const ends = [this.offset(range.startContainer, range.startOffset, false),
      this.offset(range.endContainer, range.endOffset, true)];
    return ends[0] !== null && ends[1] !== null && ends[0] < ends[1] ? ends : null;
  }

  // The words that `selection` gives the place of.
  words() {
    const selected = String(getSelection()).trim();
    const lines = [...this.textPlace.querySelectorAll(".line.at .words")].map((line) => line.textContent);
    return (selected || lines.join(" ")).split(/\s+/).join(" ");
  }

  offset(node, place, isEnd) {
    const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    const line = element.closest(".line");
    if (line && this.pane.contains(line)) {
      const [start, end] = spanOf(line);
      if (node.nodeType === Node.TEXT_NODE && !element.classList.contains("no")) {
        return start + codePoints(node.data.slice(0, place));
      }
      return place > 0 && !element.classList.contains("no") && element !== line ? end : start;
    }
    // Between lines: the nearest line inside the selection.
    const range = document.createRange();
    range.setStart(node, place);
    const all = [...this.lines()];
    if (isEnd) {
      const before = all.filter((each) => range.comparePoint(each, 0) < 0).at(-1);
      return before ? spanOf(before)[1] : null;
    }
    const after = all.find((each) => range.comparePoint(each, 0) >= 0);
    return after ? spanOf(after)[0] : null;
  }

  async enter() {
    await this.toggle(true);
    await this.loadText();
    this.textPlace.focus();
    const marked = this.textPlace.querySelector(".marked") ?? this.textPlace.querySelector(".line.unread, .line");
    this.setCursor(marked, false);
  }

  // Goes to the next line that nothing cites; false where there is none.
  async nextUnread() {
    await this.toggle(true);
    await this.loadText();
    this.textPlace.focus();
    const lines = [...this.textPlace.querySelectorAll(".line.unread")];
    const from = this.cursor ? this.cursor[1] : -1;
    const next = lines.find((line) => spanOf(line)[0] > from) ?? lines[0];
    this.setCursor(next, false);
    return Boolean(next);
  }

  leave() {
    this.cursor = null;
    for (const line of this.textPlace.querySelectorAll(".at")) line.classList.remove("at");
  }

  setCursor(line, extend) {
    if (!line) return;
    this.active = line;
    const [start, end] = spanOf(line);
    if (!extend || !this.from) this.from = [start, end];
    this.cursor = [Math.min(start, this.from[0]), Math.max(end, this.from[1])];
    for (const each of this.textPlace.querySelectorAll(".line")) {
      each.classList.toggle("at", touch(spanOf(each), [this.cursor]));
    }
    this.reveal(line);
    this.onCursor?.(line.querySelector(".words").textContent);
  }

  lineKeys(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !this.active) return;
    event.preventDefault();
    event.stopPropagation();
    const lines = [...this.textPlace.querySelectorAll(".line")];
    this.setCursor(lines[lines.indexOf(this.active) + step], event.shiftKey);
  }
}
