"""Print the résumés to PDF from HTML, as web résumé builders do: `python samples/layouts/make_chromium.py`.

Needs a `chromium` on the path, and the fonts Liberation, Lato, Noto Serif and Font Awesome of a usual Linux system. The page
itself is kept beside the PDF where its markup stands in reading order, for the reader of HTML.
"""

from __future__ import annotations

import html
import shutil
import subprocess
import tempfile
from pathlib import Path

from content import HERE, LONG, SHORT, Resume, Role, keep_truth

OUT = HERE / "chromium"
ICONS = {"pin": "&#xf3c5;", "mail": "&#xf0e0;", "phone": "&#xf095;", "work": "&#xf0b1;", "school": "&#xf19d;"}
BASE = """
@page { size: Letter; margin: 14mm } * { box-sizing: border-box }
body { margin: 0; font: 9.5pt/1.35 Lato, sans-serif; color: #222 } h1, h2, h3, p, ul { margin: 0 }
h1 { font-size: 22pt } h2 { font-size: 12pt; margin: 10pt 0 4pt } h3 { font-size: 10pt } ul { padding-left: 13pt }
a { color: inherit } .icon { font-family: FontAwesome, "Font Awesome 5 Free"; font-weight: 900; margin-right: 5pt }
"""


def esc(text: str) -> str:
    return html.escape(text, quote=False)


def items(words: list[str]) -> str:
    return "<ul>" + "".join(f"<li>{esc(word)}</li>" for word in words) + "</ul>"


def page(css: str, body: str) -> str:
    return f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>r</title><style>{BASE}{css}</style></head><body>{body}</body></html>'


def stacked(role: Role) -> str:
    """Title, employer and period one under another."""
    return f'<div class="role"><h3>{esc(role.title)}</h3><p class="firm">{esc(role.where)}</p><p class="when">{role.period}</p>{items(role.bullets)}</div>'


def right_dated(role: Role) -> str:
    """Period at the right end of the title's line."""
    return (
        f'<div class="role"><div class="line"><h3>{esc(role.title)}</h3><span>{role.period}</span></div>'
        f"<p>{esc(role.where)}</p>{items(role.bullets)}</div>"
    )


def right_dated_lines(role: Role) -> list[str]:
    return [role.title, role.period, role.where, *role.bullets]


def sidebar_dark() -> tuple[str, Resume, int, list[object]]:
    """White words on a dark bar that fills the left edge; icons, skill bars, periods at the right end of titles."""
    r = SHORT
    contact = "".join(
        f'<p><span class="icon">{icon}</span>{esc(words)}</p>' for icon, words in zip((ICONS["pin"], ICONS["mail"], ICONS["phone"]), r.contact)
    )
    bars = "".join(f'<p>{esc(skill)}</p><div class="bar"><div style="width:{90 - 9 * n}%"></div></div>' for n, skill in enumerate(r.skills))
    css = """@page { margin: 0 } body { display: grid; grid-template-columns: 68mm 1fr; height: 279mm }
    aside { background: #1d3045; color: white; padding: 14mm 8mm; -webkit-print-color-adjust: exact }
    main { padding: 14mm 10mm } .bar { background: #47607c; height: 4pt; margin: 2pt 0 5pt } .bar div { background: #e8b33c; height: 4pt }
    .line { display: flex; justify-content: space-between } .bar, .bar div { -webkit-print-color-adjust: exact }"""
    body = (
        f"<aside><h2>Contact</h2>{contact}<h2>Skills</h2>{bars}<h2>Languages</h2>{''.join(f'<p>{esc(x)}</p>' for x in r.languages)}</aside>"
        f'<main><h1>{r.name}</h1><p>{esc(r.profile)}</p><h2><span class="icon">{ICONS["work"]}</span>Experience</h2>'
        f"{''.join(map(right_dated, r.roles))}<h2>Education</h2>"
        + "".join(f'<div class="line"><h3>{s}</h3><span>{p}</span></div><p>{d}</p>' for s, d, p in r.schools) + "</main>"
    )  # fmt: skip
    schools = [[s, p, d] for s, d, p in r.schools]
    truth = ["Contact", r.contact, "Skills", r.skills, "Languages", r.languages, r.name, r.profile, "Experience",
             [right_dated_lines(x) for x in r.roles], "Education", schools]  # fmt: skip
    return page(css, body), r, 2, truth


def sidebar_right_grey() -> tuple[str, Resume, int, list[object]]:
    """A grey bar at the right, justified text, words broken by soft hyphens, links behind words."""
    r = LONG
    soft = lambda text: text.replace("Conservation", "Conser&shy;vation").replace("fluorescence", "fluo&shy;rescence").replace("laboratory", "labo&shy;ratory")  # noqa: E731
    links = "".join(f'<p><a href="{url}">{word}</a></p>' for word, url in r.links)
    schools = "".join(f"<h3>{s}</h3><p>{d}</p><p>{p}</p>" for s, d, p in r.schools)
    css = """body { font: 8.6pt/1.3 "Liberation Sans" } .cols { display: flex; gap: 8mm } main { flex: 1; text-align: justify }
    aside { width: 50mm; background: #eceff1; padding: 4mm; align-self: stretch; -webkit-print-color-adjust: exact }"""
    body = (
        f'<h1>{r.name}</h1><p>{r.title}</p><div class="cols"><main><h2>Profile</h2><p>{soft(esc(r.profile))}</p><h2>Experience</h2>'
        + soft("".join(map(stacked, r.roles)))
        + f"</main><aside><h2>Contact</h2>{''.join(f'<p>{esc(x)}</p>' for x in r.contact)}{links}"
        f"<h2>Education</h2>{schools}<h2>Skills</h2>{items(r.skills)}<h2>Languages</h2><p>{', '.join(r.languages)}</p></aside></div>"
    )
    truth = [r.name, r.title, "Profile", r.profile, "Experience", [r.role_lines(x) for x in r.roles], "Contact", r.contact,
             [word for word, _ in r.links], "Education", r.schools, "Skills", r.skills, "Languages", ", ".join(r.languages)]  # fmt: skip
    return page(css, body), r, 2, truth


def header_band() -> tuple[str, Resume, int, list[object]]:
    """A coloured band across, name left and contact right in it, then two columns of like width."""
    r = SHORT
    half = [stacked(x) for x in r.roles]
    css = """@page { margin: 0 } header { background: #7a2e3b; color: #fff; padding: 9mm 12mm; display: flex; justify-content: space-between;
    -webkit-print-color-adjust: exact } .two { display: grid; grid-template-columns: 1.15fr 1fr; gap: 9mm; padding: 5mm 12mm }"""
    body = (
        f"<header><h1>{r.name}</h1><div>{''.join(f'<p>{esc(x)}</p>' for x in r.contact)}</div></header><div class='two'>"
        f"<div><h2>Experience</h2>{''.join(half[:3])}</div><div><h2>Profile</h2><p>{esc(r.profile)}</p><h2>Earlier</h2>{half[3]}"
        f"<h2>Education</h2>{''.join(f'<h3>{s}</h3><p>{d}</p><p>{p}</p>' for s, d, p in r.schools)}<h2>Skills</h2>{items(r.skills)}</div></div>"
    )
    truth = [r.name, r.contact, "Experience", [r.role_lines(x) for x in r.roles[:3]], "Profile", r.profile, "Earlier",
             r.role_lines(r.roles[3]), "Education", r.schools, "Skills", r.skills]  # fmt: skip
    return page(css, body), r, 2, truth


def timeline() -> tuple[str, Resume, int, list[object]]:
    """Periods in a rail at the left with a line of dots; capitals spaced out by CSS; small capitals."""
    r = SHORT
    css = """h2 { text-transform: uppercase; letter-spacing: .3em; font-size: 10.5pt; font-weight: 400 } h1 { font-variant: small-caps }
    .t { display: grid; grid-template-columns: 33mm 4mm 1fr; margin-bottom: 5pt } .t i { border-left: 1.5pt solid #999; position: relative }
    .t i::before { content: ""; position: absolute; left: -4pt; top: 2pt; width: 6pt; height: 6pt; border-radius: 50%; background: #d06; -webkit-print-color-adjust: exact }
    .t > p { text-align: right; padding-right: 4mm; color: #666 }"""

    def entry(when: str, head: str, inner: str) -> str:
        return f'<div class="t"><p>{when}</p><i></i><div>{head}{inner}</div></div>'

    body = (
        f"<h1>{r.name}</h1><p>{' &nbsp;|&nbsp; '.join(map(esc, r.contact))}</p><p>{esc(r.profile)}</p><h2>Experience</h2>"
        + "".join(entry(x.period, f"<h3>{esc(x.title)}</h3><p>{esc(x.where)}</p>", items(x.bullets)) for x in r.roles)
        + "<h2>Education</h2>" + "".join(entry(p, f"<h3>{s}</h3>", f"<p>{d}</p>") for s, d, p in r.schools)
        + f"<h2>Skills</h2><p>{' · '.join(r.skills)}</p>"
    )  # fmt: skip
    truth = [r.name, " | ".join(r.contact), r.profile, "Experience", [[x.period, x.title, x.where, x.bullets] for x in r.roles],
             "Education", [[p, s, d] for s, d, p in r.schools], "Skills", r.skills]  # fmt: skip
    return page(css, body), r, 1, truth


def tables() -> tuple[str, Resume, int, list[object]]:
    """Everything in tables: merged cells, a table in a cell, borders."""
    r = LONG
    css = "table { border-collapse: collapse; width: 100% } td, th { border: .6pt solid #888; padding: 3pt 5pt; vertical-align: top; text-align: left } body { font-size: 8.8pt }"
    rows = "".join(
        f'<tr><td rowspan="2" style="width:30mm">{x.period}</td><td><b>{esc(x.title)}</b></td><td style="width:62mm">{esc(x.where)}</td></tr>'
        f'<tr><td colspan="2">{items(x.bullets)}</td></tr>'
        for x in r.roles
    )
    nested = "<table>" + "".join(f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in zip(r.skills[::2], r.skills[1::2])) + "</table>"
    body = (
        f'<table><tr><th colspan="3">{r.name}</th></tr><tr><td colspan="3">{" · ".join(map(esc, r.contact))}</td></tr>'
        f'<tr><th colspan="3">Experience</th></tr>{rows}<tr><th colspan="3">Education</th></tr>'
        + "".join(f"<tr><td>{p}</td><td>{d}</td><td>{s}</td></tr>" for s, d, p in r.schools)
        + f'<tr><th>Skills</th><td colspan="2">{nested}</td></tr></table>'
    )
    truth = [r.name, " · ".join(r.contact), "Experience", [[x.period, x.title, x.where, x.bullets] for x in r.roles],
             "Education", [[p, d, s] for s, d, p in r.schools], "Skills", r.skills]  # fmt: skip
    return page(css, body), r, 1, truth


def running_head() -> tuple[str, Resume, int, list[object]]:
    """Two pages with a running head and page numbers; two titles under one employer, named once."""
    r = LONG
    css = """@page { margin: 24mm 20mm; @top-right { content: "Teodora Vasquez-Lind – CV"; font: 8pt Lato } @bottom-center { content: "Page " counter(page) " of " counter(pages); font: 8pt Lato } }
    body { font-size: 12pt; line-height: 1.6 } .line { display: flex; justify-content: space-between } h3 { font-size: 12pt } .line { margin-top: 5pt }"""
    roles, lines, seen = "", [], ""
    for x in r.roles:
        firm = "" if x.employer == seen else f'<div class="line"><h3>{esc(x.employer)}</h3><span>{x.place}</span></div>'
        roles += firm + f'<div class="line"><em>{esc(x.title)}</em><span>{x.period}</span></div>{items(x.bullets)}'
        lines.append([*([] if x.employer == seen else [x.employer, x.place]), x.title, x.period, x.bullets])
        seen = x.employer
    papers = "<ol>" + "".join(f"<li>{esc(p)}</li>" for p in r.publications) + "</ol>"
    body = (
        f"<h1>{r.name}</h1><p>{' · '.join(r.contact)}</p><h2>Profile</h2><p>{r.profile}</p><h2>Experience</h2>{roles}"
        f"<h2>Publications</h2>{papers}<h2>Education</h2>" + "".join(f"<p>{s}, {d}, {p}</p>" for s, d, p in r.schools)
        + f"<h2>Skills</h2>{items(r.skills)}<h2>Languages</h2>{items(r.languages)}"
    )  # fmt: skip
    truth = ["Teodora Vasquez-Lind – CV", r.name, " · ".join(r.contact), "Profile", r.profile, "Experience", lines,
             "Publications", [f"{n}. {p}" for n, p in enumerate(r.publications, 1)], "Education", r.schools, "Skills",
             r.skills, "Languages", r.languages, "Page 2 of 2"]  # fmt: skip
    return page(css, body), r, 1, truth


def newspaper() -> tuple[str, Resume, int, list[object]]:
    """CSS columns under a heading that spans them: a role may break from one column into the next."""
    r = LONG
    css = "body { font: 9pt/1.3 'Noto Serif' } .n { column-count: 2; column-gap: 9mm; text-align: justify } h2 { border-bottom: 1pt solid #444; text-align: left }"
    body = (
        f"<h1 style='text-align:center'>{r.name}</h1><p style='text-align:center'>{' · '.join(r.contact)}</p><div class='n'><h2>Profile</h2><p>{r.profile}</p>"
        f"<h2>Experience</h2>{''.join(map(stacked, r.roles))}<h2>Education</h2>{''.join(f'<h3>{s}</h3><p>{d}, {p}</p>' for s, d, p in r.schools)}"
        f"<h2>Publications</h2>{''.join(f'<p>{p}</p>' for p in r.publications)}<h2>Skills</h2><p>{', '.join(r.skills)}</p></div>"
    )
    truth = [r.name, " · ".join(r.contact), "Profile", r.profile, "Experience", [r.role_lines(x) for x in r.roles], "Education",
             r.schools, "Publications", r.publications, "Skills", r.skills]  # fmt: skip
    return page(css, body), r, 2, truth


def ribbon() -> tuple[str, Resume, int, list[object]]:
    """Margins of four millimetres, a word on its side at the edge, skills as pills, boxes with borders."""
    r = SHORT
    css = """@page { margin: 4mm } .side { position: absolute; left: -18mm; top: 60mm; width: 50mm; transform: rotate(-90deg); font-size: 18pt; color: #999 }
    body { padding-left: 16mm; position: relative } .pill { display: inline-block; border: .8pt solid #36c; border-radius: 8pt; padding: 1pt 6pt; margin: 2pt }
    .box { border: .8pt solid #bbb; padding: 6pt; margin: 5pt 0 } .two { display: grid; grid-template-columns: 1fr 1fr; gap: 6pt }
    .line { display: flex; justify-content: space-between }"""
    body = (
        f'<div class="side">CURRICULUM</div><h1>{r.name}</h1><p>{" / ".join(r.contact)}</p><div class="box">{r.profile}</div><h2>Experience</h2>'
        + "".join(f'<div class="box">{right_dated(x)}</div>' for x in r.roles)
        + '<div class="two">' + "".join(f'<div class="box"><h3>{s}</h3><p>{d}</p><p>{p}</p></div>' for s, d, p in r.schools) + "</div>"
        + "<h2>Skills</h2>" + "".join(f'<span class="pill">{x}</span> ' for x in r.skills)
    )  # fmt: skip
    truth = [r.name, " / ".join(r.contact), r.profile, "Experience", [right_dated_lines(x) for x in r.roles], r.schools, "Skills",
             r.skills, "CURRICULUM"]  # fmt: skip
    return page(css, body), r, 2, truth


def boxes() -> tuple[str, Resume, int, list[object]]:
    """Boxes put by coordinates and drawn in no order, as drawing programs write a page."""
    r = SHORT
    css = "@page { margin: 0 } div.b { position: absolute } h2 { margin-top: 0 }"
    left = [("Contact", "".join(f"<p>{x}</p>" for x in r.contact), 52), ("Skills", items(r.skills), 84), ("Languages", "".join(f"<p>{x}</p>" for x in r.languages), 132),
            ("Education", "".join(f"<p><b>{s}</b><br>{d}<br>{p}</p>" for s, d, p in r.schools), 160)]  # fmt: skip
    tops = (84, 128, 162, 190)
    boxes = [f'<div class="b" style="left:84mm;top:{top}mm;width:112mm">{stacked(x)}</div>' for top, x in zip(tops, r.roles)]
    boxes += [f'<div class="b" style="left:14mm;top:{top}mm;width:56mm"><h2>{name}</h2>{inner}</div>' for name, inner, top in left]
    boxes += [f'<div class="b" style="left:84mm;top:52mm;width:112mm"><h2>Profile</h2><p>{r.profile}</p></div>', '<div class="b" style="left:84mm;top:76mm"><h2>Experience</h2></div>']
    boxes.append(f'<div class="b" style="left:14mm;top:18mm"><h1>{r.name}</h1></div>')
    order = [4, 0, 9, 6, 2, 8, 3, 10, 5, 1, 7]
    truth = [r.name, "Contact", r.contact, "Skills", r.skills, "Languages", r.languages, "Education", r.schools, "Profile", r.profile,
             "Experience", [r.role_lines(x) for x in r.roles]]  # fmt: skip
    return page(css, "".join(boxes[n] for n in order)), r, 2, truth


LAYOUTS = {
    "sidebar_dark": sidebar_dark, "sidebar_right_grey": sidebar_right_grey, "header_band": header_band, "timeline": timeline,
    "tables": tables, "running_head": running_head, "newspaper": newspaper, "ribbon": ribbon, "boxes": boxes,
}  # fmt: skip
AS_PAGES = ("sidebar_dark", "sidebar_right_grey", "header_band", "timeline", "tables", "newspaper")


def print_page(source: Path, target: Path) -> None:
    program = shutil.which("chromium") or shutil.which("google-chrome") or "chromium"
    command = [program, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--print-to-pdf={target}", source.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=120)


def main() -> None:
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for name, make in LAYOUTS.items():
            source, resume, columns, truth = make()
            path = Path(folder) / f"{name}.html"
            path.write_text(source, encoding="utf-8")
            print_page(path, OUT / f"{name}.pdf")
            keep_truth(f"chromium/{name}.pdf", resume, columns, *truth, grouped=name == "running_head")
            if name in AS_PAGES:
                (OUT / f"{name}.html").write_text(source, encoding="utf-8")
                keep_truth(f"chromium/{name}.html", resume, columns, *truth)
            print(name)


if __name__ == "__main__":
    main()
