// What the reader sees is a function of this, and all of it stands in the address behind "#".
const DEFAULTS = { posting: data.postings[0]?.id ?? "", q: "", met: [], review: false, contradicted: false, sort: data.sort, open: "" };
let state = { ...DEFAULTS };

const readState = () => {
  const given = new URLSearchParams(location.hash.slice(1));
  const posting = data.postings.some((each) => each.id === given.get("posting")) ? given.get("posting") : DEFAULTS.posting;
  const demands = data.postings.find((each) => each.id === posting)?.demands ?? [];
  const met = (given.get("met") ?? "").split(",").map((number) => Number(number) - 1).filter((place) => demands[place]);
  const sort = given.get("sort");
  state = {
    posting, met, q: given.get("q") ?? "", review: given.has("review"), contradicted: given.has("contradicted"),
    sort: sort === "name" ? "" : sort in data.rules ? sort : DEFAULTS.sort, open: given.get("open") ?? "",
  };
};

const writeState = () => {
  const given = new URLSearchParams();
  if (state.posting !== DEFAULTS.posting) given.set("posting", state.posting);
  if (state.q) given.set("q", state.q);
  if (state.met.length) given.set("met", state.met.map((place) => place + 1).join(","));
  if (state.review) given.set("review", "1");
  if (state.contradicted) given.set("contradicted", "1");
  if (state.sort !== DEFAULTS.sort) given.set("sort", state.sort || "name");
  if (state.open) given.set("open", state.open);
  const hash = String(given).replaceAll("%2F", "/").replaceAll("%2C", ",");
  if (hash !== location.hash.slice(1)) history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
};

const posting = () => data.postings.find((each) => each.id === state.posting) ?? null;
const pairOf = (person) => posting()?.pairs?.find((pair) => pair.p === person) ?? null;
const personAt = (id) => data.people.findIndex((person) => person.id === id);

// Which people are shown, in which order: by the filters, all of which have to hold.
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const texts = new Map();
const textOf = (place) => {
  if (!texts.has(place)) {
    const person = data.people[place];
    const held = [...(person.parts ?? []).flatMap(([, items]) => items), ...(person.skills ?? []), ...(person.langs ?? [])];
    const told = held.flatMap((fact) => [fact.t, fact.w ?? "", ...(fact.m ?? [])]);
    const lines = [person.label, ...(person.meta ?? []), ...person.quotes.map(([text]) => text), ...told, ...(person.unread ?? []).map(([, text]) => text)];
    texts.set(place, plain([...new Set(lines.map(String))].join("\n")));
  }
  return texts.get(place);
};

// Texts are put together while nothing else is to do, so that the first search is as quick as the next.
const prepareTexts = (place = 0) => {
  const until = performance.now() + 10;
  let next = place;
  while (next < data.people.length && performance.now() < until) textOf(next++);
  if (next < data.people.length) setTimeout(() => prepareTexts(next));
};

const fits = (place, pair) => {
  const cells = pair?.cells ?? [];
  if (state.review && !cells.some((cell) => cell?.n)) return false;
  if (state.contradicted && !cells.some((cell) => cell?.v === 3)) return false;
  if (!state.met.every((demand) => cells[demand]?.v === 0)) return false;
  return plain(state.q).split(/\s+/).filter(Boolean).every((word) => textOf(place).includes(word));
};

const RANKS = { "required-met": (pair) => -(pair?.counts?.[0]?.[0] ?? 0) };
const shownPeople = () => {
  const found = data.people.map((_, place) => ({ place, pair: pairOf(place) }));
  const rank = (state.sort && RANKS[state.sort]) || (() => 0);
  return found.filter(({ place, pair }) => fits(place, pair)).sort((one, two) => rank(one.pair) - rank(two.pair) || one.place - two.place);
};
