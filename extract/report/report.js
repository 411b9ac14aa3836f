"use strict";
(() => {
  const filters = document.getElementById("filters");
  const openAll = (open) => {
    for (const details of document.querySelectorAll("details")) {
      if (open && !details.open) {
        details.dataset.closed = "";
        details.open = true;
      } else if (!open && "closed" in details.dataset) {
        details.open = false;
        delete details.dataset.closed;
      }
    }
  };
  addEventListener("beforeprint", () => openAll(true));
  addEventListener("afterprint", () => openAll(false));
  if (!filters) return;

  const letters = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const name = document.getElementById("filter-name");
  const result = document.getElementById("filter-result");
  const articles = [...document.querySelectorAll("article[data-candidate]")];
  const columns = [...document.querySelectorAll("table [data-candidate]")];
  const rows = [...document.querySelectorAll("tr.demand")];
  const cards = [...document.querySelectorAll(".card")];
  const names = new Map(articles.map((article) => [article.dataset.candidate, letters(article.dataset.name)]));

  const fits = (element, show) =>
    show === "all" || (show === "review" ? "review" in element.dataset : element.dataset.verdict === show);

  const apply = () => {
    const wanted = letters(name.value.trim());
    const show = new FormData(filters).get("show");
    const seen = (id) => (names.get(id) ?? "").includes(wanted);
    for (const element of [...articles, ...columns]) element.hidden = !seen(element.dataset.candidate);
    for (const row of rows) {
      let any = show === "all";
      for (const cell of row.cells) {
        if (!("candidate" in cell.dataset)) continue;
        const fit = fits(cell, show);
        cell.classList.toggle("faded", !fit);
        any ||= fit && !cell.hidden;
      }
      row.hidden = !any;
    }
    let count = 0;
    for (const card of cards) {
      card.hidden = !fits(card, show);
      if (!card.hidden && !card.closest("article").hidden) count += 1;
    }
    for (const list of document.querySelectorAll(".cards")) {
      const empty = [...list.children].every((card) => card.hidden);
      list.hidden = empty;
      list.previousElementSibling.hidden = empty;
    }
    for (const matrix of document.querySelectorAll(".matrix")) {
      const heads = [...matrix.querySelectorAll("thead [data-candidate]")];
      matrix.hidden = heads.length > 0 && heads.every((head) => head.hidden);
    }
    const people = [...names.keys()].filter(seen).length;
    const verdicts = count === 1 ? "1 verdict" : `${count} verdicts`;
    result.textContent = `${verdicts}, ${people === 1 ? "1 candidate" : `${people} candidates`}`;
  };

  // A link into something filtered away shows it again.
  const reveal = () => {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    if (!target || !target.closest("[hidden]")) return;
    filters.reset();
    apply();
    target.scrollIntoView();
  };

  filters.addEventListener("input", apply);
  filters.addEventListener("reset", () => setTimeout(apply));
  filters.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", reveal);
  filters.hidden = false;
  apply();
})();
