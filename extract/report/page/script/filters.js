// The filters and the cards below the table. All that they do is to change the state and show it.
const FIRST = 3;
const STEP = 10;
const form = document.getElementById("filters");
const cards = document.getElementById("cards");
let listed = FIRST;

const change = (changes) => {
  state = { ...state, ...changes };
  listed = FIRST;
  writeState();
  show();
};
const setMet = (place, on) => change({ met: on ? [...new Set([...state.met, place])] : state.met.filter((each) => each !== place) });

const showFilters = () => {
  const asked = posting();
  const field = (name) => form.elements.namedItem(name);
  if (field("q").value !== state.q) field("q").value = state.q;
  if (field("posting")) field("posting").value = state.posting;
  if (!field("met")) return; // nobody was compared with anything
  field("review").checked = state.review;
  field("contradicted").checked = state.contradicted;
  field("sort").value = state.sort || "name";
  const option = (demand, place) => el("option", { value: place, disabled: state.met.includes(place) }, `${place + 1}. ${demand.t}`);
  field("met").replaceChildren(el("option", { value: "" }, "any requirement"), ...(asked?.demands ?? []).map(option));
  const chip = (place) =>
    el("li", {}, button("chip-button", () => setMet(place, false), "Met: ", words("span", null, asked.demands[place].t), " ", el("span", { "aria-hidden": "true" }, "×"), el("span", { class: "unseen" }, "remove")));
  document.getElementById("asked-for").replaceChildren(...state.met.map(chip));
};

const showCards = (shown) => {
  const left = shown.length - listed;
  const more = left > 0 && button("more-button", () => { listed += STEP; showCards(shown); }, `Show ${Math.min(left, STEP)} more of ${left}`);
  cards.replaceChildren(...shown.slice(0, listed).map(card), ...(more ? [more] : []));
};

const show = () => {
  const shown = shownPeople();
  const all = data.people.length;
  showRows(shown);
  showFilters();
  showCards(shown);
  document.getElementById("empty").hidden = shown.length > 0;
  document.getElementById("filter-result").textContent = shown.length === all ? counted(all, "candidate") : `${shown.length} of ${counted(all, "candidate")}`;
  document.getElementById("sort-told").textContent = state.sort
    ? `Candidates are sorted since the reader of this page asked for it: ${data.rules[state.sort]}. The count weighs no demand against another and is no judgement of a person.`
    : "Candidates stand in the order of their names.";
  const title = posting()?.title ?? "Candidates";
  document.title = `${title} – Vouchline report`;
  document.getElementById("page-title").textContent = title;
};

form.addEventListener("input", (event) => {
  const { name, value, checked } = event.target;
  if (name === "q") change({ q: value });
  if (name === "review" || name === "contradicted") change({ [name]: checked });
  if (name === "sort") change({ sort: value === "name" ? "" : value });
  if (name === "met" && value !== "") setMet(Number(value), true);
  if (name === "posting") { closePanel(); change({ posting: value, met: [] }); }
});
form.addEventListener("submit", (event) => event.preventDefault());
document.getElementById("candidates-title").after(saveButtons("the candidates shown", () => shownPeople().map(({ place }) => place), "Save the candidates shown as"));
for (const clear of document.querySelectorAll(".clear")) {
  clear.addEventListener("click", () => { change({ q: "", met: [], review: false, contradicted: false }); form.elements.namedItem("q").focus(); });
}
