"""Set the longer résumé with RenderCV, in each of its themes: `python samples/layouts/make_rendercv.py`.

Needs `pip install 'rendercv[full]'` (version 2.3 was used), which fetches Typst's icon package from its host.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from content import HERE, LONG, Resume, keep_truth
from rendercv.api import create_a_pdf_from_a_python_dictionary

OUT = HERE / "rendercv"
THEMES = ("classic", "sb2nov", "engineeringresumes", "engineeringclassic", "moderncv")
MONTHS = {name: number for number, name in enumerate(("Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec"), 1)}
PERIODS = [("2021-09", "present"), ("2018-01", "2021-08"), ("2013-05", "2017-12"), ("2011-02", "2013-03"), ("2008-09", "2011-05"), ("2007-06", "2007-08")]


def printed(date: str) -> str:
    """A date as RenderCV prints it."""
    if date == "present":
        return date
    year, month = date.split("-")
    return f"{list(MONTHS)[int(month) - 1]} {year}"


AS_PRINTED = Resume("long.json")
AS_PRINTED.roles = [replace(x, period=f"{printed(start)} – {printed(end)}") for x, (start, end) in zip(AS_PRINTED.roles, PERIODS)]


def source(theme: str) -> dict[str, object]:
    r = LONG
    experience = [
        {"company": x.employer, "position": x.title, "location": x.place, "start_date": start, "end_date": end, "highlights": x.bullets}
        for x, (start, end) in zip(r.roles, PERIODS)
    ]
    education = [{"institution": s, "area": d.partition(" in ")[2], "degree": d.partition(" in ")[0], "start_date": p[:4] + "-09", "end_date": p[-4:] + "-06"} for s, d, p in r.schools]
    papers = [{"title": "A scanner for small libraries", "authors": ["Teodora Vasquez-Lind"], "journal": "Proceedings of the Paper Forum", "date": "2019-05"}]
    return {
        "cv": {
            "name": r.name, "location": r.contact[0], "email": r.contact[1], "website": r.links[1][1],
            "sections": {"summary": [r.profile], "experience": experience, "education": education, "publications": papers,
                         "skills": [{"label": "Methods", "details": ", ".join(r.skills)}, {"label": "Languages", "details": ", ".join(r.languages)}]},
        },
        "design": {"theme": theme, "page": {"size": "us-letter", "show_last_updated_date": False}},
    }  # fmt: skip


def truth(theme: str) -> list[object]:
    """What a person reads: themes differ in whether employer or title leads, and where the period stands."""
    r = LONG
    roles: list[object] = []
    for x, (start, end) in zip(r.roles, PERIODS):
        when = f"{printed(start)} – {printed(end)}"
        heads = {
            "classic": [f"{x.employer}, {x.title}", x.place, when],
            "engineeringclassic": [f"{x.title}, {x.employer}, {x.place}", when],
            "engineeringresumes": [f"{x.title}, {x.employer}, {x.place}", when],
            "sb2nov": [x.title, x.place, x.employer, when],
            "moderncv": [when, f"{x.title}, {x.employer}, {x.place}"],
        }
        roles.append([heads[theme], x.bullets])
    schools: list[object] = []
    for s, d, p in r.schools:
        degree, _, area = d.partition(" in ")
        when = f"Sept {p[:4]} – June {p[-4:]}"
        heads = {
            "classic": [degree, f"{s}, {area}", when], "engineeringclassic": [degree, f"{s}, {area}", when],
            "engineeringresumes": [f"{s}, {degree} in {area}", when], "sb2nov": [s, when, f"{degree} in {area}"],
            "moderncv": [when, f"{s}, {degree} in {area}"],
        }  # fmt: skip
        schools.append(heads[theme])
    paper, author, journal, year = "A scanner for small libraries", "Teodora Vasquez-Lind", "Proceedings of the Paper Forum", "May 2019"
    papers = [year, paper, author, journal] if theme == "moderncv" else [paper, year, author, journal]
    foot = {"classic": "1 of 1", "moderncv": "1 of 1", "sb2nov": "2 of 2"}.get(theme)
    contact = [r.contact[0], r.contact[1], "papers.example.org/vasquez-lind"]
    return [r.name, contact, "Summary", r.profile, "Experience", roles, "Education", schools, "Publications", papers,
            "Skills", "Methods:", r.skills, "Languages:", r.languages, f"{r.name} - Page {foot}" if foot else []]  # fmt: skip


def main() -> None:
    OUT.mkdir(exist_ok=True)
    for theme in THEMES:
        made = create_a_pdf_from_a_python_dictionary(source(theme), OUT / f"{theme}.pdf")
        if made:
            raise SystemExit(f"{theme}: {made}")
        keep_truth(f"rendercv/{theme}.pdf", AS_PRINTED, 1, *truth(theme))
        print(theme)


if __name__ == "__main__":
    main()
