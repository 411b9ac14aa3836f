"""Papers, articles, chapters and books; the candidate's place among the authors only where words give it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from extract.documents.model.document import Document
from extract.extraction.engine.context import MAX_TEXT, ExtractionContext
from extract.extraction.kinds.publications.authors import authorship_of, end_of_authors, find_candidate, read_authors
from extract.llm.request.answer_schema import AnswerForm, list_of, narrowed, one_of_or_null
from extract.text.drafts import Draft, Span, lines_of
from extract.text.paragraphs import paragraphs, stands_in_bullet
from schemas.answers.publications import Publication, Publications

KIND = "publication"
TOKENS_A_PUBLICATION = 120
MAX_PUBLICATIONS = 100
"""A part of a document (10,000 bytes) holds some 100 citations of a line each."""

_CUE = re.compile(
    r"(?i)\bpublications?\b|\bpapers?\b|\bpreprints?\b|\barxiv\b|\bdoi\b|\bet al\b|\bproceedings\b|\bjournal of\b|"
    r"\bfirst[- ]author|\bpublished (?:in|at|by)\b|\bco-?authored?\b|\bISBN\b|\bBuchkapitel\b|\bveröffentlich"
)
_FIRST = re.compile(r"(?i)\bfirst[\s\-\\]{0,3}author")
_CO_FIRST = re.compile(
    r"(?i)\bco.{0,14}?first.{0,4}author|\bjoint first|\bequal(?:ly)?[- ](?:contribut|first)|contributed equally"
)
_AUTHOR = re.compile(r"(?i)\b(?:co-?author|second author|third author|last author|corresponding author|senior author)")
_URL = re.compile(
    r"(?i)https?://\S+|\bdoi:\s?10\.\S+|\b10\.\d{4,}/[^\s),;]+|\barxiv:\s?\d{4}\.\d{4,5}|(?<![\w@.])(?:[\w-]+\.)+[a-z]{2,6}/[^\s),;]+"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_LONE_YEAR = re.compile(r"(?<!\d)(?<!\d{4}[–-])(?:19|20)\d{2}(?!\d|[–-](?:19|20)\d{2})")
"""A year that is no end of a span of years in a title."""
BLOCK_ROWS = 4
"""Venue, year and authorship stand at most this many rows (lines with words) from the title."""


def years_of(text: str) -> list[int]:
    """Return the years that stand in a text, each once, in their order."""
    return sorted({int(year) for year in _YEAR.findall(text)})


def answer_form(years: Sequence[int], limit: int, *, closed: bool) -> AnswerForm[Publications]:
    """Return the answer to "list every publication"; the year is one that stands in the text."""
    year = {"year": one_of_or_null(years)} if closed and years else {}
    publication = narrowed(Publication, **year)
    return narrowed(Publications, publications=list_of(publication, at_most=limit if closed else None))


async def extract_publications(reading: ExtractionContext, candidate: str | None = None) -> list[Draft]:
    """Return the publications that the document names, in its order; asks nothing where no word speaks of any.

    `candidate` is the person's name, sought among the authors of each.
    """
    found: list[tuple[Draft, Publication]] = []
    for part in reading.parts():
        if not _may_name_any(reading, part):
            continue
        for piece in reading.list_pieces(part, "publications"):
            if _may_name_any(reading, piece):
                await _ask(reading, found, piece, min(reading.rows_in(piece), MAX_PUBLICATIONS), candidate)
        missed = _missed(reading, found, part) if reading.has_rule("missed_publications") else []
        for span, titles in _together(reading, missed):
            await _ask(reading, found, span, titles, candidate)
    found.sort(key=lambda pair: pair[0].start)
    drafts = [draft for draft, _ in found]
    for position, (_, item) in enumerate(found):
        _complete(reading, item, drafts, position, candidate)
        lines = lines_of(reading.document, drafts[position].spans)
        drafts[position].values["entry"] = (lines[0], lines[-1])
    return drafts


def _may_name_any(reading: ExtractionContext, span: Span) -> bool:
    return bool(_CUE.search(reading.document.text[slice(*span)])) or reading.has_section(span, "publications")


def _together(reading: ExtractionContext, spans: Sequence[Span]) -> Iterator[tuple[Span, int]]:
    """Yield neighbouring pieces as one, as far as they can be shown at once, with how many there are."""
    group: list[Span] = []
    for span in spans:
        if group and len(reading.document.text[group[0][0] : span[1]].encode()) > reading.profile.list_bytes // 2:
            yield (group[0][0], group[-1][1]), len(group)
            group = []
        group.append(span)
    if group:
        yield (group[0][0], group[-1][1]), len(group)


async def _ask(
    reading: ExtractionContext, found: list[tuple[Draft, Publication]], span: Span, limit: int, candidate: str | None
) -> None:
    years = years_of(reading.document.text[span[0] : span[1]])
    answer = await reading.ask(
        "publications", answer_form(years, limit, closed=reading.closed),
        max_tokens=min((limit + 1) * TOKENS_A_PUBLICATION, reading.profile.answer_tokens), document=reading.shown(span),
    )  # fmt: skip
    for item in answer.publications if answer else []:
        if reading.has_rule("title_of_citation"):
            item.title = behind_authors(item.title, candidate, item.venue)
            item.title, behind = narrow_title(without_venue(item.title, item.venue))
            item.venue = behind or item.venue
            item.title = _above_authors(reading, item.title, candidate)
        anchor = reading.anchor(item.title, (), span) or reading.anchor_around_dates(item.title, span)
        if anchor is None or not _is_title(reading, item.title, anchor.start) or _is_told_below(reading, anchor.start):
            continue
        if any(draft.start < anchor.end and anchor.start < draft.leaves["title"].end for draft, _ in found):
            continue
        draft = Draft()
        draft.put("title", reading.words(anchor, item.title), anchor)
        found.append((draft, item))


_NO_TITLE = re.compile(r"\W*(?:[a-zà-þ]|10\.\d{4,}/)|\s*\(")
"""A line that goes on in lower case, an identifier, or a remark in brackets."""
USUAL_ROWS = 3
"""Rows of an entry where there are no two titles to tell it from: title, authors, venue."""
MIN_TITLE_WORDS = 5
"""A line of a publications section with fewer words is a venue, a date or a note."""


def _missed(reading: ExtractionContext, found: Sequence[tuple[Draft, Publication]], part: Span) -> list[Span]:
    """Return the pieces of publications sections that may hold a title and that no publication found so far is of.

    Such a piece is no bullet of a list of remarks, no list of authors, and stands in no entry: entries go from one title
    to the line before the next. With it come the rows below it that may name its venue.
    """
    document = reading.document
    titles = sorted((draft.start, draft.end) for draft, _ in found)
    missed: list[Span] = []
    for section in reading.sections_of("publications", "talks"):
        inside = [title for title in titles if section.start <= title[0] < section.end]
        rows = [reading.row_of(start) for start, _ in inside]
        height = min((below - above for above, below in pairwise(rows)), default=USUAL_ROWS)
        entries_are_bullets = any(stands_in_bullet(document, document.line_at(start)) for start, _ in inside)
        entries_are_blocks = len(inside) > 1 and not any(
            _is_same_block(document, above[0], below[0]) for above, below in pairwise(inside)
        )
        for start, end in paragraphs(document, section.body):
            text = document.text[start:end]
            line = document.line_at(start)
            if not part[0] <= start < part[1] or len(text.split()) < MIN_TITLE_WORDS:
                continue
            if section.kind == "talks" and not _AUTHOR_LIST.match(text.lstrip("-•* ")):
                continue  # "Talks & Writing": only an entry that begins with its authors is a paper.
            if any(a < end and start < b for a, b in titles) or (
                stands_in_bullet(document, line) and not entries_are_bullets
            ):
                continue
            if _is_told_below(reading, start) or (
                entries_are_blocks and any(_is_same_block(document, title[0], start) for title in inside)
            ):
                continue
            before = [title for title in inside if title[1] <= start]
            if before and reading.row_of(start) - reading.row_of(before[-1][1] - 1) < height:
                continue  # Lines so close below a title name its authors or its venue.
            if read_authors(text, (0, len(text))) or _NO_TITLE.match(text) or _FIRST.search(text):
                continue
            below = reading.lines_around((start, end), before=0, after=2)
            missed.append((start, min(below[-1].end, section.end)))
    return missed


MAX_BLOCK_LINES = 8
"""Longest entry of a list with empty lines between entries."""


def _is_told_below(reading: ExtractionContext, offset: int) -> bool:
    """Whether words stand below the title and the authors of an entry that empty lines part from others: its venue, or more."""
    document = reading.document
    line = document.line_at(offset)
    block = [line]
    while block[0].number > 1 and document.line_text(above := document.lines[block[0].number - 2]).strip():
        block.insert(0, above)
        if len(block) > MAX_BLOCK_LINES:
            return False
    if len(block) < 3 or block[0].number == 1:
        return False
    title, authors = (document.line_text(each) for each in block[:2])
    return not read_authors(title, (0, len(title))) and bool(read_authors(authors, (0, len(authors))))


def _is_same_block(document: Document, above: int, below: int) -> bool:
    """Whether no empty line stands between two offsets: in plain text, one often stands between entries."""
    return re.search(r"\n[ \t]*\n", document.text[min(above, below) : max(above, below)]) is None


_NAME = r"(?:[A-Z][\w'’.\-]*|(?:de|van|von|der|da|di|del|la|le|bin|al))"
_AUTHOR_LIST = re.compile(rf"^{_NAME}(?:\s{_NAME}){{0,3}}(?:\s?[,;&]\s?(?:and\s)?|\sand\s|\sund\s|\set\s)")
_QUOTED = re.compile(r"[“\"„«‘]\s*([^“”\"„«»‘’]{12,}?)[.,]?\s*[”\"»’“]")
_AFTER_YEAR = re.compile(r"\(?(?:19|20)\d{2}[a-z]?\)?[.,:]\s+([^.]{12,}?)(?:[.?!]\s|[.?!]?$)")


_SENTENCE_END = re.compile(r"(?<=[^\W_]{2}[.?!])\s+(?=[^\W\d_a-zß-ÿ])")


def without_venue(title: str, venue: str | None) -> str:
    """Return a title that the answer drew out to the end of its citation, up to its own end.

    Such a title holds the venue that the answer gives beside it; then it ends where its first sentence does.
    """
    start = title.find(venue, 1) if venue else -1
    if start < 0:
        return title
    head = title[:start].rstrip(" ,;:(–—-")
    first = _SENTENCE_END.split(head)[0].rstrip(" .")
    return first if len(first.split()) >= MIN_TITLE_WORDS // 2 else head.rstrip(" .")


def behind_authors(title: str, candidate: str | None, venue: str | None = None) -> str:
    """Return a title without the authors before it and what follows it, where the answer gave the whole citation.

    It ends with the last sentence before the venue, where that stands there, else with its first sentence.
    """
    end = end_of_authors(title, candidate)
    if end is None:
        return title
    rest = _YEAR_AHEAD.sub("", title[end:])
    if marked := _MARKED.match(rest):
        return marked["title"]
    stop = rest.find(venue, 1) if venue else -1
    rest = _IN_BOOK.split(rest[:stop] if stop > 0 else rest)[0]
    ends = list(_TITLE_END.finditer(rest))
    cut = ends[-1 if stop > 0 or rest.endswith((".", "?", "!")) else 0].end() if ends else len(rest)
    return rest[:cut].rstrip(" .")


_IN_BOOK = re.compile(r"(?<=[.?!])\s+In:?\s")
"""Before the book that holds a chapter."""
_MARKED = re.compile(r"(?P<mark>[*_]{1,3}|[“\"„])(?P<title>[^*_“”\"]{3,}?)[.,]?(?:(?P=mark)|[”“\"])")
_TITLE_END = re.compile(r"(?<=[^\W_]{2}[.?!])(?=\s|$)")
_YEAR_AHEAD = re.compile(r"^\(?(?:19|20)\d{2}[a-z]?\)?[.:,]?\s*")


def narrow_title(title: str) -> tuple[str, str | None]:
    """Return the title proper where a whole citation was given for it, and the venue that stands behind it there.

    The title is what stands in quotes, or behind the authors and "(2021).".
    """
    quoted = _QUOTED.search(title)
    match = quoted if quoted and len(quoted[1].split()) >= 3 else None
    if match is None and _AUTHOR_LIST.match(title):
        match = _AFTER_YEAR.search(title)
    if match is None:
        return title, None
    behind = re.sub(r"[,.(\s]*(?:19|20)\d{2}.*$", "", title[match.end() :]).strip(' .,;:“”"')
    return match[1].strip(), behind if 3 < len(behind) <= MAX_TEXT else None


def _above_authors(reading: ExtractionContext, title: str, candidate: str | None) -> str:
    """Return the words of the line above, where the model gave an entry's authors for its title."""
    authors = read_authors(title, (0, len(title)))
    if not candidate or find_candidate(authors, candidate) is None:
        return title
    anchor = reading.anchor(title)
    if anchor is None or reading.document.line_at(anchor.start).number < 2:
        return title
    above = reading.document.line_text(reading.document.lines[reading.document.line_at(anchor.start).number - 2])
    pieces = [piece.strip() for piece in above.split("\t") if len(piece.split()) >= 3]
    return pieces[0] if pieces else title


_PAGE_NUMBER = re.compile(r"(?i)(?:page|seite)\s+\d+\s+(?:of|von|/)\s+\d+")


def _is_title(reading: ExtractionContext, title: str, start: int) -> bool:
    if _PAGE_NUMBER.fullmatch(title.strip()):
        return False
    kind = reading.section_at(start).kind
    if kind == "talks":  # "Talks & Writing": an entry that begins with its authors is a paper all the same
        line = reading.document.line_at(start)
        return (
            len(title.split()) >= 3
            and _AUTHOR_LIST.match(reading.document.text[line.start : start].lstrip("-•* ")) is not None
        )
    return len(title.split()) >= 3 and kind not in ("patents", "skills", "awards", "certifications", "contact")


def _block(reading: ExtractionContext, drafts: list[Draft], position: int) -> Span:
    """Return what belongs to one publication: its own lines and those up to the next title, not past its section."""
    draft = drafts[position]
    document = reading.document
    first = document.line_at(draft.start)
    above = drafts[position - 1].end if position else 0
    start = max(first.start, above)
    section = reading.section_at(draft.start)
    below = drafts[position + 1].start if position + 1 < len(drafts) else len(document.text)
    if position + 1 < len(drafts):
        below = max(draft.end, document.line_at(below).start - 1)
    last_row = reading.row_of(draft.end - 1) + BLOCK_ROWS
    last = [line for line in document.lines if line.end >= draft.end and reading.row_of(line.start) <= last_row][-1]
    return start, max(draft.end, min(last.end, below, section.end))


_REMARK = re.compile(
    r"(?i)\s*[,;(–—-]\s*(?:spotlight|oral|poster|highlight|best (?:student |short )?paper|outstanding paper|honou?rable mention|notable|top \d)\b.*$"
)
"""What is said of a paper behind its venue: "NeurIPS 2022, Spotlight"."""


def _complete(
    reading: ExtractionContext, item: Publication, drafts: list[Draft], position: int, candidate: str | None
) -> None:
    draft = drafts[position]
    block = _block(reading, drafts, position)
    text = reading.document.text
    title = draft.leaves["title"]
    is_place = item.venue and not any(words.search(item.venue) for words in (_FIRST, _CO_FIRST, _AUTHOR))
    venue = _REMARK.sub("", item.venue) if item.venue and is_place else None
    anchor = reading.anchor(venue, draft.spans, block) if venue else None
    if anchor and not (anchor.start < title.end and title.start < anchor.end):
        draft.put("venue", reading.words(anchor, venue), anchor)
    if year := _year_of(text, block, draft, item.year):
        draft.derive("year", item.year, "year", year)
    if match := _URL.search(text, *block):
        end = match.start() + len(match[0].rstrip(".,;)]"))
        draft.derive("url", text[match.start() : end], "url", (match.start(), end))
    authorship = (("co_first", _CO_FIRST), ("first", _FIRST), ("author", _AUTHOR))
    for value, pattern in authorship:
        if match := pattern.search(text, *block):
            draft.derive("candidate_authorship", value, "authorship_words", match.span())
            break
    _fill_authors(reading, draft, block, candidate)


def _year_of(text: str, block: Span, draft: Draft, year: int | None) -> Span | None:
    """Return where a year stands that is the nearest one to the title or to the venue: others date something else."""
    title, venue = draft.leaves["title"], draft.leaves.get("venue")
    years = [m for m in _LONE_YEAR.finditer(text, *block) if not title.start <= m.start() < title.end]
    if not years:
        return None
    for near in [(title.start, title.end)] + ([(venue.start, venue.end)] if venue else []):
        nearest = min(years, key=lambda m: max(near[0] - m.end(), m.start() - near[1], 0))
        if int(nearest[0]) == year:
            return nearest.span()
    return None


_EQUAL = re.compile(r"(?i)equal(?:ly)?[- ](?:contribut|first|author)|contributed equally|joint(?:ly)? first|co-?first")
_LIST_MARK = re.compile(r"\s*(?:[-•*–]\s+)?(?:\[?\d{1,3}[\].)]\s*)?(?:[A-Z][a-z]+s?:\s)?")


def _fill_authors(reading: ExtractionContext, draft: Draft, block: Span, candidate: str | None) -> None:
    """Fill the authors from a list of names that stands before the title, behind it, or on the lines below it.

    The candidate's own place comes from the list, where the text has not named it in words.
    """
    text = reading.document.text
    for span, leads in _author_places(text, block, draft):
        authors = read_authors(text, span)
        place = find_candidate(authors, candidate) if candidate else None
        # Names before a title are its authors. Behind it, "Nature Ecology & Evolution" looks like names, too.
        if not authors or (place is None and not leads and not any(_INITIAL.search(a.name) for a in authors[:2])):
            continue
        draft.derive(
            "authors", [author.name for author in authors], "list_of_names", (authors[0].start, authors[-1].end)
        )
        if place is not None and "candidate_authorship" not in draft.values:
            value = authorship_of(authors, place, equal_marked=_EQUAL.search(text) is not None)
            spot = (authors[place].start, authors[place].end)
            draft.derive("candidate_authorship", value, "place_among_authors", spot)
        return


def _author_places(text: str, block: Span, draft: Draft) -> Iterator[tuple[Span, bool]]:
    """Yield the pieces of an entry that may be its list of authors; True for the one before the title."""
    title = draft.leaves["title"]
    lead = _LIST_MARK.match(text, block[0], title.start)
    start = lead.end() if lead else block[0]
    names = text[start : title.start].rstrip(" \n\"“”'‘’«»*_(„")
    names = re.sub(r"[(,.]?\s*\(?(?:19|20)\d{2}[a-z]?\)?[.,:]?\s*$", "", names).rstrip(" :,")
    if "\n" not in names.strip():
        yield (start, start + len(names)), _AUTHOR_LIST.match(names + ",") is not None
    behind = title.end + len(text[title.end : block[1]]) - len(text[title.end : block[1]].lstrip(" .,\"“”'‘’«»*_"))
    for line in re.finditer(r"[^\n]+", text[behind : block[1]]):
        first = behind + line.start()
        cut = re.search(r"(?<![\s.][A-ZÀ-Þ])\.\s|\s\(|\t|$", line[0])
        yield (first, first + (cut.start() if cut else len(line[0]))), False


_INITIAL = re.compile(r"\b[A-ZÀ-Þ]\.|\s[A-ZÀ-Þ]{1,2}$")
