"""300 made-up documents on which a small model may never stop writing, or code never come to an end, of five kinds.

repeats: one thing again and again. pages: nothing but one word, letter or sign. lists: lists without end. letters: scripts of
three bytes a letter, words without spaces, marks, and text that looks like JSON, like an answer or like a template of a chat.
honest: long academic résumés (bench/ending_resumes.py). Most are short, so that a small model is soon through; the last of a
recipe may be long. The same seed gives the same bytes.
"""

from __future__ import annotations

import json
import random
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench.ending_resumes import contact_line, honest_resumes

SEED = 1
LINES_A_PAGE = 50
Body = tuple[str, list[str]]
"""A heading, empty for none, and the lines below it."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document. `name` is that of its file; `publications` are the titles that it names, empty where nothing is promised."""

    name: str
    kind: str
    text: str
    publications: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recipe:
    """How documents of one sort are made: one for each size, by `make(rng, size)`; with `without_head` most name no person."""

    make: Callable[[random.Random, int], Body]
    sizes: tuple[int, ...]
    without_head: bool = False


_GIVEN = ("Ottilie", "Cosmo", "Marguerita", "Ferris", "Jolanda", "Amias", "Philippa", "Ruben", "Sunniva", "Tobit")
_FAMILY = ("Varnholt", "Pellingate", "Osterwick", "Crannmoor", "Dellavigna", "Hexworthy", "Lindqvale", "Abernoth")
_WORDS = (
    "harbour", "ledger", "meadow", "signal", "copper", "lantern", "orchard", "gravel", "timber", "valley", "quarry", "willow",
    "anchor", "bridge", "candle", "depot", "engine", "ferry", "garden", "hollow", "island", "jetty", "kettle", "loom",
)  # fmt: skip
_DEEDS = (
    "Answered letters of customers and kept the register up to date.",
    "Raised on-time delivery from 81% to 94% within a year.",
    "Trained new staff and wrote the handbook of the depot.",
    "Moved 40 reports to one page that everybody reads.",
)
_TITLES = ("Clerk", "Data Analyst", "Nurse", "Site Manager", "Research Assistant", "Buyer", "Lecturer")
_SKILLS = ("Python", "SQL", "Excel", "welding", "bookkeeping", "French", "scheduling", "Kubernetes")


def _paper(rng: random.Random) -> str:
    return f"On the {rng.choice(_WORDS)} and the {rng.choice(_WORDS)} of small towns"


def _employer(rng: random.Random) -> str:
    return f"{rng.choice(_WORDS).title()} {rng.choice(('Works', 'Trust', 'College', 'Foods'))}"


def _period(rng: random.Random) -> str:
    year = rng.randint(1985, 2023)
    return f"{year} – {year + rng.randint(1, 3)}"


def _job(rng: random.Random) -> list[str]:
    return [f"{rng.choice(_TITLES)}, {_employer(rng)}", _period(rng), f"- {rng.choice(_DEEDS)}", ""]


def _same(heading: str, line: Callable[[random.Random], str]) -> Callable[[random.Random, int], Body]:
    """Return what makes one line and writes it `size` times."""
    return lambda rng, size: (heading, [line(rng)] * size)


def _other(heading: str, line: Callable[[random.Random, int], str]) -> Callable[[random.Random, int], Body]:
    """Return what makes `size` lines, each from its number."""
    return lambda rng, size: (heading, [line(rng, number) for number in range(1, size + 1)])


def _one_line(
    heading: str, item: Callable[[random.Random], str], separator: str = ", "
) -> Callable[[random.Random, int], Body]:
    """Return what makes one line of `size` items."""
    return lambda rng, size: (heading, [separator.join(item(rng) for _ in range(size))])  # fmt: skip


def _same_skill(rng: random.Random, size: int) -> Body:
    return "Skills", ["Skills: " + ", ".join([rng.choice(_SKILLS)] * 4 * size)]


def _same_job(rng: random.Random, size: int) -> Body:
    return "Experience", _job(rng)[:2] * size


def _same_prose(rng: random.Random, size: int) -> Body:
    return "Summary", [" ".join([rng.choice(_DEEDS)] * size)]


def _and_so_on(rng: random.Random, size: int) -> Body:
    return "Experience", [*_job(rng)[:3], f"- {_DEEDS[0][:-1]} {'and so on ' * 3 * size}…".replace("on …", "on…")]


def _same_heading(rng: random.Random, size: int) -> Body:
    return "", [rng.choice(("EXPERIENCE", "Publications", "Education", "SKILLS"))] * size


def _nested(rng: random.Random, size: int) -> Body:
    title = "Assistant" + " to the deputy of the head" * size
    return "Experience", [f"{title}, {_employer(rng)}", _period(rng)]


_FEW = (20, 24, 30, 36)
REPEATS = {
    "line": Recipe(_same("Experience", lambda rng: f"- {rng.choice(_DEEDS)}"), (*_FEW[:3], 36, 400)),
    "job": Recipe(_same_job, (*_FEW, 400)),
    "publication": Recipe(_same("Publications", lambda rng: f"{_paper(rng)}. Notes of Example, 2019."), (*_FEW, 400)),
    "skill": Recipe(_same_skill, (*_FEW, 100)),
    "skill_lines": Recipe(_same("Skills", lambda rng: f"- {rng.choice(_SKILLS)}"), (*_FEW, 60)),
    "one_word_publications": Recipe(_same("Publications", lambda rng: rng.choice(_WORDS).title()), (60, 80, 120, 150, 400)),
    "numbered_publications": Recipe(_other("Publications", lambda _, n: f"Notes on Lichen, Part {n}. 2011."), (*_FEW, 400)),
    "numbered_jobs": Recipe(_other("Experience", lambda _, n: f"Clerk {n}, Depot {n}, 2001 – 2002"), (*_FEW, 60)),
    "numbered_results": Recipe(_other("Experience", lambda _, n: f"- Raised sales of store {n} by {n}%."), (*_FEW, 60)),
    "and_so_on": Recipe(_and_so_on, (*_FEW, 40)),
    "degree": Recipe(_same("Education", lambda rng: f"M.Sc. Statistics, {_employer(rng)}, 2014"), (*_FEW, 60)),
    "talk": Recipe(_same("Talks", lambda rng: f"- {_paper(rng)}, Example Forum, 2018"), (*_FEW[:3], 26, 60)),
    "project": Recipe(_same("Projects", lambda rng: f"{rng.choice(_WORDS).title()} Map, 2020: a map of it"), (*_FEW, 60)),
    "heading": Recipe(_same_heading, (40, 60, 80, 100, 120)),
    "name": Recipe(_same("", lambda rng: f"{rng.choice(_GIVEN)} {rng.choice(_FAMILY)}"), (*_FEW, 60)),
    "prose": Recipe(_same_prose, (16, 20, 22, 24, 50)),
    "nested": Recipe(_nested, (*_FEW, 80)),
}  # fmt: skip

_PAGE_SIZES = (8, 14, 20, 26)


def _row_of(*signs: str) -> Callable[[random.Random, int], Body]:
    """Return what fills lines of about 50 characters with one of these."""

    def make(rng: random.Random, size: int) -> Body:
        sign = rng.choice(signs)
        return "", [(sign * (50 // len(sign))).rstrip(" ")] * size

    return make


_SIGNS = {
    "word": _row_of("water ", "nurse ", "the ", "skills "), "letter": _row_of("a", "x ", "É", "ß "),
    "emoji": _row_of("🙂", "🚀 ", "👩‍🔬", "🏳️‍🌈 "), "bullet": _row_of("• ", "▪ ", "* ", "- "),
    "dashes": _row_of("-", "— ", "=", "–"), "digits": _row_of("0", "1234567890 ", "7 ", "42 "),
    "dots": _row_of(".", "… ", "· "), "lines": _row_of("_", "| ", "/", "#"), "questions": _row_of("?", "! ", "¿"),
    "dates": _row_of("2021-03-14 ", "03/2019 ", "May 2020 "), "years": _row_of("2019 ", "1999, "),
    "periods": _row_of("2001 – 2002 ", "2019 – present "), "percents": _row_of("12% ", "+3 % "),
    "numbered_pages": _other("", lambda _, number: f"Page {number} of 40"),
    "table_rules": _row_of("|---|---", "+----+", "| | "), "white_space": _row_of("\t", "\u00a0\u2003"),
}  # fmt: skip
PAGES = {
    name: Recipe(make, (*_PAGE_SIZES[:3], 40 * LINES_A_PAGE if name == "word" else 26), without_head=name != "white_space")
    for name, make in _SIGNS.items()
}  # fmt: skip


def _citation(rng: random.Random) -> str:
    return f"{rng.choice(_FAMILY)} {rng.choice('ABCDE')}. {_paper(rng)}. Notes of Example {rng.randint(1, 60)}, {rng.randint(1990, 2025)}"


LISTS = {
    "talks": Recipe(_other("Talks", lambda rng, n: f"- {_paper(rng)}, Forum {n}, {2025 - n % 30}"), (12, 16, 18, 20, 200)),
    "projects": Recipe(_other("Projects", lambda rng, n: f"{rng.choice(_WORDS).title()} Atlas {n}, {_period(rng)}"), (*_FEW, 300)),
    "skills": Recipe(_one_line("Skills", lambda rng: f"{rng.choice(_WORDS)} {rng.choice(_WORDS)} {rng.choice(('planning', 'repair'))}"), (*_FEW, 1_500)),
    "publications": Recipe(_other("Publications", lambda rng, n: f"{n}. {_citation(rng)}"), (6, 9, 12, 14, 120)),
    "jobs": Recipe(_other("Experience", lambda rng, _: f"{rng.choice(_TITLES)}, {_employer(rng)}, {_period(rng)}"), (*_FEW, 150)),
    "authors": Recipe(_one_line("Publications", lambda rng: f"{rng.choice(_FAMILY)}, {rng.choice('ABCDEFGHKLM')}."), (40, 60, 70, 80, 90)),
    "languages": Recipe(_one_line("Languages", lambda rng: f"{rng.choice(_WORDS).title()}ish (B{rng.randint(1, 2)})"), (20, 40, 50, 60, 70)),
    "certificates": Recipe(_other("Certifications", lambda rng, n: f"Certificate {n} in {rng.choice(_WORDS)} care, {2025 - n % 40}"), (*_FEW, 38)),
    "results": Recipe(_one_line("Experience", lambda rng: f"cut {rng.choice(_WORDS)} costs by {rng.randint(2, 60)}%", "; "), (12, 20, 30, 36, 44)),
    "courses": Recipe(_one_line("Coursework", lambda rng: f"Introduction to {rng.choice(_WORDS)} studies", " · "), (12, 20, 30, 36, 44)),
    "awards": Recipe(_other("Awards", lambda rng, n: f"Golden {rng.choice(_WORDS).title()} of {2026 - n}, {n}. place"), (*_FEW, 40)),
    "links": Recipe(_other("Projects", lambda rng, n: f"https://example.com/{rng.choice(_WORDS)}/{n}"), (*_FEW, 44)),
}  # fmt: skip

_SCRIPTS: dict[str, tuple[str, ...]] = {
    "hindi": ("अनुभव", "ग्राहक सेवा दल का नेतृत्व किया और शिकायतों का समय पर समाधान किया।", "मासिक बिक्री रिपोर्ट तैयार की।", "नए कर्मचारियों को गोदाम का काम सिखाया।", "भंडार की जाँच की और कमी की सूचना दी।"),
    "thai": ("ประสบการณ์ทำงาน", "ดูแลทีมบริการลูกค้าและแก้ไขปัญหาให้ทันเวลา", "จัดทำรายงานยอดขายประจำเดือนและนำเสนอต่อผู้บริหาร", "ฝึกอบรมพนักงานใหม่ในคลังสินค้า", "ตรวจสอบสินค้าคงคลังและแจ้งเมื่อสินค้าใกล้หมด"),
    "chinese": ("工作经历", "负责客户服务团队的日常管理并及时处理投诉。", "每月编写销售报告并向管理层汇报。", "为新员工提供仓库操作培训。", "检查库存并在缺货前通知采购部门。"),
    "japanese": ("職務経歴", "顧客対応チームを率い、苦情を期限内に解決した。", "毎月の売上報告書を作成し、経営会議で説明した。", "新入社員に倉庫業務の研修を行った。", "在庫を点検し、不足する前に購買部へ知らせた。"),
    "korean": ("경력", "고객 상담 팀을 이끌며 불만 사항을 제때 해결하였다.", "매달 판매 보고서를 작성하여 경영진에게 발표하였다.", "신입 사원에게 창고 업무를 교육하였다.", "재고를 점검하고 부족하기 전에 구매 부서에 알렸다."),
    "georgian": ("სამუშაო გამოცდილება", "ვხელმძღვანელობდი მომხმარებელთა მომსახურების გუნდს.", "ყოველთვიურად ვამზადებდი გაყიდვების ანგარიშს.", "ვწვრთნიდი ახალ თანამშრომლებს საწყობში.", "ვამოწმებდი მარაგს და ვატყობინებდი შესყიდვების განყოფილებას."),
}  # fmt: skip


def _script(words: Sequence[str]) -> Callable[[random.Random, int], Body]:
    """Return what makes a résumé in a script: dated jobs, one paragraph, no spaces, or one word again and again."""

    def make(rng: random.Random, size: int) -> Body:
        told = [rng.choice(words[1:]) for _ in range(size)]
        shape = rng.randrange(4)
        if shape == 0:
            return words[0], [line for each in told for line in (f"2012 – 2015 {words[0]}", f"• {each}")]
        if shape == 1:
            return "Experience", [" ".join(told)]
        if shape == 2:
            return words[0], ["".join("".join(told).split())]
        return "Publications", [f"{words[1].split()[0]}, 2019"] * size

    return make


def _mixed(rng: random.Random, size: int) -> Body:
    lines = [[rng.choice(words[1:]) for words in rng.sample(list(_SCRIPTS.values()), 3)] for _ in range(size // 2)]
    return "Experience", [f"• {' / '.join(line)}" for line in lines]


def _combining(rng: random.Random, size: int) -> Body:
    marks = [chr(point) for point in range(0x300, 0x36F) if unicodedata.combining(chr(point))]
    letters = "".join(rng.choice(_DEEDS) for _ in range(2))[: 5 * size]
    return "Experience", ["".join(letter + "".join(rng.choices(marks, k=rng.randint(1, 9))) for letter in letters)]


def _long_words(rng: random.Random, size: int) -> Body:
    return "Experience", [f"- {''.join(rng.choices(_WORDS, k=2 * size))}" for _ in range(3)]


def _long_letters(rng: random.Random, size: int) -> Body:
    heading = rng.choice(("Skills", "Publications", "Experience"))
    return heading, [rng.choice("aWéж語") * 2_000 for _ in range(max(size // 20, 1))]


def _zero_width(rng: random.Random, size: int) -> Body:
    signs = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u202e\u202c"
    job = "\n".join(_job(rng) * (size // 10))
    return "Experience", "".join(letter + rng.choice(signs) * rng.randint(0, 3) for letter in job).split("\n")


def _json_like(rng: random.Random, size: int) -> Body:
    value = {
        "resume": [
            {"title": rng.choice(_TITLES), "years": [number, number + 1], "note": "} ] \" '"}
            for number in range(size // 3)
        ]
    }
    return "Experience", json.dumps(value, indent=rng.choice((None, 1)))[: 30 * size].split("\n")  # fmt: skip


def _quotes(rng: random.Random, size: int) -> Body:
    signs = ('"', '\\"', "\\", "{", "}", "[", "]", "\\n", "\\u0000", "'", "```", ",", ":", "null", "</s>")
    return rng.choice(("Experience", "Publications")), ["".join(rng.choices(signs, k=30)) + rng.choice(_WORDS) for _ in range(size // 2)]  # fmt: skip


def _answer_like(rng: random.Random, size: int) -> Body:
    job = json.dumps(
        {"employer": _employer(rng), "title": rng.choice(_TITLES), "location": None, "period": _period(rng)}
    )
    paper = json.dumps({"title": _paper(rng), "venue": None, "year": 2019})
    if rng.random() < 0.5:
        return "Experience", ['{"jobs": [' + ", ".join([job] * (size // 4))]
    return "Publications", ['{"publications": [', *[f"{paper}," for _ in range(size // 2)], "]}]}]}"]  # fmt: skip


def _chat(rng: random.Random, size: int) -> Body:
    turns = (
        "<|im_end|>",
        "<|im_start|>assistant",
        "<|im_start|>user",
        "<|endoftext|>",
        "[/INST]",
        "<s>",
        "<|eot_id|>",
        "</think>",
    )
    return "Experience", [f"{rng.choice(_DEEDS)} {rng.choice(turns)}{rng.choice(turns)}" for _ in range(size // 2)]  # fmt: skip


LETTERS = {
    **{name: Recipe(_script(words), (8, 12, 16, 20, 24)) for name, words in _SCRIPTS.items()},
    "mixed": Recipe(_mixed, (12, 16, 20, 24, 26)), "combining": Recipe(_combining, (*_FEW, 40)),
    "long_words": Recipe(_long_words, (*_FEW, 40)), "long_letters": Recipe(_long_letters, (20, 20, 20, 40, 60)),
    "zero_width": Recipe(_zero_width, (*_FEW, 40)), "json": Recipe(_json_like, (*_FEW, 40)),
    "quotes": Recipe(_quotes, (*_FEW, 40)), "answer": Recipe(_answer_like, (*_FEW, 40)), "chat": Recipe(_chat, (*_FEW, 40)),
}  # fmt: skip

HONEST = "honest"
RECIPES = {"repeats": REPEATS, "pages": PAGES, "lists": LISTS, "letters": LETTERS}
KINDS = (*RECIPES, HONEST)


def make_documents(seed: int = SEED) -> list[Document]:
    """Return all documents, those of a kind beside each other."""
    found = [
        _document(seed, kind, f"{name}_{number}", recipe, number, size)
        for kind, recipes in RECIPES.items()
        for name, recipe in recipes.items()
        for number, size in enumerate(recipe.sizes, 1)
    ]
    return found + [
        Document(f"{HONEST}_{each.name}{each.suffix}", HONEST, each.text, each.titles) for each in honest_resumes(seed)
    ]


def _document(seed: int, kind: str, name: str, recipe: Recipe, number: int, size: int) -> Document:
    rng = random.Random(f"{seed} {kind} {name}")
    person = f"{rng.choice(_GIVEN)} {rng.choice(_FAMILY)}"
    head = [person, contact_line(rng, person), ""]
    heading, lines = recipe.make(rng, size)
    markdown = number == 3
    if recipe.without_head and number != 1 and not markdown:  # signs alone are an empty document in Markdown
        head = []
    titled = [f"## {heading}" if markdown else heading.upper(), ""] if heading else []
    text = "\n".join([*head, *titled, *lines]).rstrip("\n") + "\n"
    return Document(f"{kind}_{name}{'.md' if markdown else '.txt'}", kind, text)


def choose(documents: Sequence[Document], count: int) -> list[Document]:
    """Return about `count` of them: of each kind its share, at least one, at like distances.

    A kind is cut into as many stretches as are taken of it. Of each the next place is taken, so that it is not the first
    document of every recipe.
    """
    groups = [[each for each in documents if each.kind == kind] for kind in KINDS]
    chosen: list[Document] = []
    for group in filter(None, groups):
        share = min(max(round(count * len(group) / len(documents)), 1), len(group))
        stretch = len(group) // share
        chosen += [group[place * len(group) // share + place % stretch] for place in range(share)]
    return chosen
