r"""Set the résumés with LaTeX, in the classes and columns that people use: `python samples/layouts/make_latex.py`.

Needs `pdflatex` with moderncv, paracol, enumitem and microtype (Debian: texlive-latex-extra, texlive-fonts-recommended, lmodern).
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

from content import HERE, LONG, SHORT, Resume, Role, keep_truth

OUT = HERE / "latex"
BREAK, PAR, DOT = r" \\ ", r"\par ", r"$\cdot$"
SIGNS = {"&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "–": "--", "’": "'"}


def tex(text: str) -> str:
    return "".join(SIGNS.get(sign, sign) for sign in text)


def items(words: list[str]) -> str:
    return "\\begin{itemize}\n" + "".join(f"\\item {tex(word)}\n" for word in words) + "\\end{itemize}\n"


def article(body: str, packages: str = "", size: str = "10pt") -> str:
    return (
        f"\\documentclass[{size}]{{article}}\n\\usepackage[T1]{{fontenc}}\\usepackage[utf8]{{inputenc}}\\usepackage{{lmodern,enumitem,multicol,paracol,tabularx,xcolor,microtype}}\n"
        f"\\usepackage[letterpaper,margin=18mm]{{geometry}}\\usepackage[hidelinks]{{hyperref}}\n\\setlist{{nosep,leftmargin=12pt}}\\setlength{{\\parindent}}{{0pt}}\n{packages}\n"
        f"\\begin{{document}}\n{body}\n\\end{{document}}\n"
    )


def stacked(role: Role) -> str:
    return f"\\textbf{{{tex(role.title)}}}\\\\{tex(role.where)}\\\\{tex(role.period)}\n{items(role.bullets)}\n\\medskip\n"


def moderncv(style: str) -> tuple[str, Resume, int, list[object]]:
    """The class's own entries: `classic` has periods in a rail at the left, `banking` sets them right."""
    r = LONG
    entries = "".join(
        f"\\cventry{{{tex(x.period)}}}{{{tex(x.title)}}}{{{tex(x.employer)}}}{{{tex(x.place)}}}{{}}{{{items(x.bullets)}}}\n" for x in r.roles
    )
    schools = "".join(f"\\cventry{{{tex(p)}}}{{{tex(d)}}}{{{tex(s)}}}{{}}{{}}{{}}\n" for s, d, p in r.schools)
    source = (
        f"\\documentclass[10pt,letterpaper,sans]{{moderncv}}\\moderncvstyle{{{style}}}\\moderncvcolor{{blue}}\\moderncvicons{{letters}}\\usepackage[scale=0.8]{{geometry}}\n\\usepackage[utf8]{{inputenc}}\n"
        f"\\name{{Teodora}}{{Vasquez-Lind}}\\email{{{r.contact[1]}}}\\begin{{document}}\\makecvtitle\n\\section{{Experience}}\n{entries}\\section{{Education}}\n{schools}"
        f"\\section{{Skills}}\\cvitem{{Methods}}{{{tex(', '.join(r.skills))}}}\\cvitem{{Languages}}{{{', '.join(r.languages)}}}\n\\end{{document}}\n"
    )
    if style == "classic":
        roles = [[x.period, x.title, x.employer, x.place, x.bullets] for x in r.roles]
        schools_read = [[p, d, s] for s, d, p in r.schools]
    else:
        roles = [[x.employer, x.place, x.title, x.period, x.bullets] for x in r.roles]
        schools_read = [[s, d, p] for s, d, p in r.schools]
    truth = [r.name, r.contact[1], "Experience", roles, "Education", schools_read, "Skills", "Methods", r.skills, "Languages", r.languages]
    return source, r, 1, truth


def paracol() -> tuple[str, Resume, int, list[object]]:
    """Two columns that break by themselves, the narrow one at the right, as altacv has them."""
    r = LONG
    side = f"\\section*{{Contact}}{BREAK.join(map(tex, r.contact))}\\\\" + BREAK.join(f"\\href{{{u}}}{{{w}}}" for w, u in r.links)
    side += "\\section*{Skills}" + items(r.skills) + "\\section*{Education}" + "\n\n".join(f"\\textbf{{{tex(s)}}}\\\\{tex(d)}\\\\{tex(p)}" for s, d, p in r.schools)
    main = f"\\section*{{Experience}}{''.join(map(stacked, r.roles))}"
    body = f"{{\\Huge\\bfseries {r.name}}}\n\n{tex(r.profile)}\n\\columnratio{{0.66}}\\begin{{paracol}}{{2}}\n{main}\\switchcolumn\n{side}\n\\end{{paracol}}"
    truth = [r.name, r.profile, "Experience", [r.role_lines(x) for x in r.roles], "Contact", r.contact, [w for w, _ in r.links], "Skills", r.skills, "Education", r.schools]
    return article(body, "\\pagestyle{empty}", "9pt"), r, 2, truth


def hyphenated() -> tuple[str, Resume, int, list[object]]:
    """Narrow justified columns: broken words, ligatures, stretched spaces; a footnote; a page number."""
    r = LONG
    roles = "".join(map(stacked, r.roles))
    body = (
        f"\\begin{{center}}{{\\LARGE\\scshape {r.name}}}\\\\ {f' {DOT} '.join(map(tex, r.contact))}\\end{{center}}\n\\begin{{multicols}}{{2}}\n\\subsection*{{Profile}}\n{tex(r.profile)}\\footnote{{References are sent on request.}}\n"
        f"\\subsection*{{Experience}}\n{roles}\\subsection*{{Publications}}\n\\begin{{enumerate}}[label={{[\\arabic*]}},leftmargin=*]" + "".join(f"\\item {tex(p)}\n" for p in r.publications)
        + "\\end{enumerate}\n\\subsection*{Education}\n" + "\n\n".join(f"{tex(s)}, {tex(d)}, {tex(p)}" for s, d, p in r.schools) + f"\n\\subsection*{{Skills}}\n{tex(', '.join(r.skills))}\n\\end{{multicols}}"
    )  # fmt: skip
    truth = [r.name, " · ".join(r.contact), "Profile", r.profile, "Experience", [r.role_lines(x) for x in r.roles], "Publications",
             [f"[{n}] {p}" for n, p in enumerate(r.publications, 1)], "Education", r.schools, "Skills", r.skills, "References are sent on request."]  # fmt: skip
    return article(body, "\\pagestyle{empty}\\sloppy", "10pt"), r, 2, truth


def minipages() -> tuple[str, Resume, int, list[object]]:
    """A coloured minipage beside a plain one; periods set right with dotted lines; capitals spaced out."""
    r = SHORT
    side = f"\\textbf{{\\textls[400]{{CONTACT}}}}\\par {PAR.join(map(tex, r.contact))}\\par\\medskip\\textbf{{\\textls[400]{{SKILLS}}}}\\par {PAR.join(r.skills)}"
    main = "\\textbf{\\so{EXPERIENCE}}\\par\\medskip " + "".join(
        f"\\textbf{{{tex(x.title)}}}\\hfill {tex(x.period)}\\par \\emph{{{tex(x.where)}}}\\par {items(x.bullets)}\\medskip\n" for x in r.roles
    )
    body = (
        f"{{\\Huge {r.name}}}\\par\\bigskip\\colorbox{{black!10}}{{\\begin{{minipage}}[t][150mm]{{50mm}}\\raggedright {side}\\end{{minipage}}}}\\hfill"
        f"\\begin{{minipage}}[t][150mm]{{118mm}} {main}\\end{{minipage}}"
    )
    truth = [r.name, "CONTACT", r.contact, "SKILLS", r.skills, "EXPERIENCE", [[x.title, x.period, x.where, x.bullets] for x in r.roles]]
    return article(body, "\\pagestyle{empty}"), r, 2, truth


def tabular() -> tuple[str, Resume, int, list[object]]:
    """Everything in one `tabular` with periods at the left, old fonts without T1 encoding."""
    r = SHORT
    rows = "".join(f"{tex(x.period)} & \\textbf{{{tex(x.title)}}}, {tex(x.where)}\\\\\n" + "".join(f" & $\\bullet$ {tex(b)}\\\\\n" for b in x.bullets) for x in r.roles)
    rows += "\\\\\n" + "".join(f"{tex(p)} & {tex(d)}, {tex(s)}\\\\\n" for s, d, p in r.schools)
    body = f"\\begin{{center}}{{\\Large\\bf {r.name}}}\\\\ {tex(', '.join(r.contact))}\\end{{center}}\n{tex(r.profile)}\\bigskip\n\n\\begin{{tabular}}{{@{{}}p{{34mm}}p{{130mm}}@{{}}}}\n{rows}\\end{{tabular}}"
    source = f"\\documentclass{{article}}\\usepackage[margin=20mm]{{geometry}}\\pagestyle{{plain}}\\parindent0pt\\begin{{document}}\n{body}\n\\end{{document}}\n"
    truth = [r.name, ", ".join(r.contact), r.profile, [[x.period, x.title, x.where, x.bullets] for x in r.roles], [[p, d, s] for s, d, p in r.schools], "1"]
    return source, r, 1, truth


LAYOUTS = {
    "moderncv_classic": lambda: moderncv("classic"), "moderncv_banking": lambda: moderncv("banking"), "paracol": paracol,
    "hyphenated": hyphenated, "minipages": minipages, "tabular": tabular,
}  # fmt: skip


def main() -> None:
    OUT.mkdir(exist_ok=True)
    for name, make in LAYOUTS.items():
        source, resume, columns, truth = make()
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "page.tex").write_text(source, encoding="utf-8")
            # moderncv asks for an icon font of 500 MB, of which nothing is used here.
            (Path(folder) / "fontawesome5.sty").write_text("\\ProvidesPackage{fontawesome5}\n", encoding="utf-8")
            fixed = {**os.environ, "SOURCE_DATE_EPOCH": "0", "FORCE_SOURCE_DATE": "1"}
            for _ in range(2):
                done = subprocess.run(["pdflatex", "-interaction=nonstopmode", "page.tex"], cwd=folder, capture_output=True, env=fixed, timeout=120)
            made = Path(folder) / "page.pdf"
            if not made.exists():
                raise SystemExit(f"{name}: {done.stdout.decode(errors='replace')[-1500:]}")
            (OUT / f"{name}.pdf").write_bytes(made.read_bytes())
        keep_truth(f"latex/{name}.pdf", resume, columns, *truth)
        print(name)


if __name__ == "__main__":
    main()
