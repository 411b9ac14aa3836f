for (const section of document.querySelectorAll(".posting")) makeGrid(section);
for (const asked of data.postings) {
  const notes = document.getElementById(`${asked.id}-notes`);
  notes.append(...[
    asked.reviewed && el("p", { class: "reviewed" }, icon("person"), words("span", null, asked.reviewed)),
    findings(asked.findings, asked.quotes), rejected(asked.gone, asked.quotes, "requirement"), unread(asked.unread, "requirement"),
  ].filter(Boolean));
}
const start = () => {
  readState();
  show();
  openStated();
};
addEventListener("hashchange", start);
document.documentElement.classList.add("ready");
start();
setTimeout(prepareTexts);
