// Elements are only ever made here, and document text only ever becomes a text node.
const data = JSON.parse(document.getElementById("data").textContent);
const SVG = "http://www.w3.org/2000/svg";

const fill = (element, attributes, children) => {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== false && value !== undefined && value !== null) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(2).filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  return element;
};
const el = (name, attributes, ...children) => fill(document.createElement(name), attributes, children);
const svg = (name, attributes, ...children) => fill(document.createElementNS(SVG, name), attributes, children);
const icon = (name) =>
  svg("svg", { class: "icon", "aria-hidden": "true", focusable: "false" }, svg("use", { href: `#icon-${name}` }));
const words = (name, className, text) => el(name, { class: className, dir: "auto" }, text);
const button = (className, onclick, ...children) => el("button", { type: "button", class: className, onclick }, ...children);
const counted = (count, one) => `${count} ${one}${count === 1 ? "" : "s"}`;

const badge = (kind) => el("span", { class: `badge is-${data.keys[kind]}` }, icon(data.keys[kind]), data.words[kind]);
const flag = () => el("span", { class: "flag" }, icon("flag"), "Needs review");

// A text with the words between each two offsets marked; offsets count code points.
const marked = (text, offsets) => {
  if (!offsets.length) return [text];
  const letters = [...text];
  const pieces = [];
  let reached = 0;
  for (let at = 0; at < offsets.length; at += 2) {
    pieces.push(letters.slice(reached, offsets[at]).join(""));
    pieces.push(el("mark", {}, letters.slice(offsets[at], offsets[at + 1]).join("")));
    reached = offsets[at + 1];
  }
  pieces.push(letters.slice(reached).join(""));
  return pieces;
};

// A quote is its number, or [number, start, end, …]; its row is [text, line] or [text, line, page].
const quoteRow = (reference, rows) => {
  const [number, ...offsets] = Array.isArray(reference) ? reference : [reference];
  const [text, line, page] = rows[number];
  return { text, offsets, where: page ? `page ${page}, line ${line}` : `line ${line}` };
};
const quote = (reference, rows, className) => {
  const { text, offsets, where } = quoteRow(reference, rows);
  return el("figure", { class: `quote ${className}` },
    el("blockquote", { dir: "auto" }, ...marked(text, offsets)), el("figcaption", {}, where));
};
const quotes = (references, rows, className = "resume") => (references ?? []).map((each) => quote(each, rows, className));

// What a person said: who, when, what stood there before, and the note.
const SAID = { noted: "Noted", accepted: "Accepted", corrected: "Corrected", rejected: "Rejected", added: "Added", ask_again: "Decided before, and changed since" };
const said = (decision, verb) => {
  if (!decision) return null;
  const known = decision.know ? `; from own knowledge: ${decision.know.join(", ").toLowerCase()}` : "";
  const before = ([label, was]) =>
    el("p", { class: "was" }, `${label} before: `, was ? el("s", { dir: "auto" }, was) : "empty");
  const note = decision.note;
  return el("div", { class: `said is-${decision.s}` },
    el("p", {}, icon(decision.s === "noted" ? "person" : decision.s), el("span", { class: "said-what" }, verb ?? SAID[decision.s]),
      " by ", words("span", null, decision.by), ", ", el("time", { datetime: decision.at }, decision.when), known),
    ...(decision.was ?? []).map(before),
    note && words("p", "said-note", [note[0], " ", el("span", { class: "where" }, `note by ${note[1]}`)]));
};

const findings = (items, rows) => {
  if (!items) return null;
  const one = (item) =>
    el("li", { class: `finding ${item.s}` },
      el("p", {}, el("span", { class: "severity" }, icon(item.s), item.s[0].toUpperCase() + item.s.slice(1)), " ", words("span", null, item.m)),
      ...quotes(item.q, rows));
  return el("ul", { class: "findings" }, ...items.map(one));
};
