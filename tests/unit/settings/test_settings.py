from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pydantic import SecretStr

from extract.errors import SettingsError
from extract.llm.local.catalogue import EMBEDDED
from extract.llm.prices import Price, find_price
from extract.llm.request.providers import OPENAI_BASE_URL
from extract.llm.request.questions import Usage
from extract.pipeline.setup.model_choice import DEFAULT_OPENAI_MODEL, choose_model
from extract.settings.load import Settings
from extract.system.limits import ReadLimits


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")


def test_defaults_hold_when_nothing_is_configured(tmp_path: Path) -> None:
    assert Settings.load(folder=tmp_path) == Settings()
    assert Settings().day == date.today().isoformat()  # noqa: DTZ011


def test_options_go_before_variables_before_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "vouchline.toml", 'model = "of-the-file"\njobs = 3\nas-of = 2026-02-01\n')
    monkeypatch.setenv("VOUCHLINE_MODEL", "of-the-variable")
    monkeypatch.setenv("VOUCHLINE_JOBS", "5")
    settings = Settings.load({"model": "of-the-option", "jobs": None}, folder=tmp_path)
    assert (settings.model, settings.jobs, settings.as_of) == ("of-the-option", 5, "2026-02-01")
    assert settings.why("model") == "option --model"
    assert settings.why("jobs") == "variable VOUCHLINE_JOBS"
    assert settings.why("as_of") == f"file {str(tmp_path / 'vouchline.toml')!r}"
    assert settings.why("mode") == "default"


def test_limits_of_reading_come_from_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "vouchline.toml", "max-read-s = 30\nmax-pages = 20\n")
    monkeypatch.setenv("VOUCHLINE_MAX_READ_MB", "900")
    limits = Settings.load({"max_file_mb": "7"}, folder=tmp_path).read_limits
    assert limits == ReadLimits(seconds=30.0, memory_mb=900, file_mb=7, pages=20)
    assert limits.max_bytes == 7_000_000
    assert Settings().read_limits == ReadLimits()


def test_vouchline_toml_goes_before_pyproject(tmp_path: Path) -> None:
    write(tmp_path, "pyproject.toml", '[tool.vouchline]\nmodel = "a"\n')
    assert Settings.load(folder=tmp_path).model == "a"
    write(tmp_path, "vouchline.toml", 'model = "b"\n')
    assert Settings.load(folder=tmp_path).model == "b"


def test_pyproject_without_our_table_says_nothing(tmp_path: Path) -> None:
    write(tmp_path, "pyproject.toml", "[tool.other]\nmodel = 3\n")
    assert Settings.load(folder=tmp_path) == Settings()


BAD_OPTIONS = [
    ("jobs", "0", "a whole number from 1 to 256"),
    ("jobs", "many", "a whole number"),
    ("max_read_s", "0", "seconds, more than 0"),
    ("max_read_s", "nan", "seconds, more than 0"),
    ("max_read_mb", "10", "a whole number from 300"),
    ("max_pages", "1.5", "a whole number from 1"),
    ("as_of", "2026-13-01", "a date such as"),
    ("as_of", "20260101", "a date such as"),
    ("base_url", "ftp://example.com", "an address such as"),
    ("base_url", "http://example.com:99999999", "an address such as"),
    ("record_mode", "sometimes", "none, once, new_episodes, all"),
    ("provider", "nobody", "embedded, llama_cpp"),
    ("shape", "round", "closed, static"),
    ("timeout_s", "-1", "seconds"),
    ("price", "cheap", "US dollars"),
    ("price", "1/2/3/4", "US dollars"),
    ("model", "  ", "a model's name"),
]


@pytest.mark.parametrize(("name", "value", "allowed"), BAD_OPTIONS, ids=[f"{n}={v}" for n, v, _ in BAD_OPTIONS])
def test_bad_value_names_the_option_and_what_is_allowed(name: str, value: str, allowed: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.load({name: value}, folder=tmp_path)
    assert f"option --{name.replace('_', '-')}" in caught.value.what
    assert repr(value) in caught.value.what
    assert allowed in caught.value.remedy


def test_bad_variable_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOUCHLINE_CACHE", "perhaps")
    with pytest.raises(SettingsError, match="variable VOUCHLINE_CACHE"):
        Settings.load(folder=tmp_path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("modle = 'x'\n", "Unknown setting 'modle'"),
        ("jobs = true\n", "'True'"),
        ("jobs = [\n", "cannot be read"),
        ("api_key = 'sk-1'\n", "holds an API key"),
    ],
)
def test_bad_file_is_named(text: str, said: str, tmp_path: Path) -> None:
    write(tmp_path, "vouchline.toml", text)
    with pytest.raises(SettingsError) as caught:
        Settings.load(folder=tmp_path)
    assert said in caught.value.what
    assert "vouchline.toml" in caught.value.what
    assert "sk-1" not in str(caught.value)


def test_key_is_never_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-not-for-eyes")
    settings = Settings.load(folder=tmp_path)
    assert settings.api_key == SecretStr("sk-not-for-eyes")
    assert "sk-not-for-eyes" not in repr(settings)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-not\nfor-eyes")
    with pytest.raises(SettingsError) as caught:
        Settings.load(folder=tmp_path)
    assert "for-eyes" not in str(caught.value)


def test_key_is_not_sent_to_an_address_that_a_folder_brings_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-1")
    write(tmp_path, "vouchline.toml", 'base_url = "https://models.example.com/v1"\n')
    assert Settings.load(folder=tmp_path).api_key is None
    write(tmp_path, "vouchline.toml", 'base_url = "http://127.0.0.1:8080/v1"\n')
    assert Settings.load(folder=tmp_path).api_key is not None
    monkeypatch.setenv("VOUCHLINE_API_KEY", "sk-2")
    write(tmp_path, "vouchline.toml", 'base_url = "https://models.example.com/v1"\n')
    assert Settings.load(folder=tmp_path).api_key == SecretStr("sk-2")


def test_recording_needs_a_folder(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="--cassettes"):
        Settings.load({"record_mode": "all"}, folder=tmp_path)


def test_embedded_model_is_used_when_nothing_is_configured() -> None:
    choice = choose_model(Settings())
    assert (choice.model, choice.embedded, choice.is_catalogued) == (EMBEDDED.name, True, True)
    assert choice.why == "nothing else is configured"


def test_key_alone_chooses_openai(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-1")
    choice = choose_model(Settings.load(folder=tmp_path))
    assert (choice.model, choice.base_url, choice.embedded) == (DEFAULT_OPENAI_MODEL, OPENAI_BASE_URL, False)
    assert choice.why.startswith("variable OPENAI_API_KEY is set")


def test_address_chooses_its_server_also_beside_a_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-1")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1234/v1")
    choice = choose_model(Settings.load(folder=tmp_path))
    assert (choice.model, choice.base_url) == ("", "http://127.0.0.1:1234/v1")
    assert choice.why == "variable OPENAI_BASE_URL names its address"


def test_word_embedded_goes_before_key_and_address_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-1")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1234/v1")
    assert choose_model(Settings.load({"model": "embedded"}, folder=tmp_path)).embedded


def test_gguf_file_is_run_in_place() -> None:
    choice = choose_model(Settings(model="weights/own-model.GGUF"))
    assert (choice.model, choice.weights, choice.is_catalogued) == ("own-model", Path("weights/own-model.GGUF"), False)


def test_model_without_a_place_is_refused() -> None:
    with pytest.raises(SettingsError, match="neither an address nor a key"):
        choose_model(Settings(model="gpt-4o"))


def test_price_of_the_user_counts_cached_tokens_apart() -> None:
    usage = Usage(prompt_tokens=3_000_000, cached_tokens=1_000_000, completion_tokens=2_000_000)
    assert Price.parse("1/0.5/4").cost_usd(usage) == 2 * 1 + 0.5 + 2 * 4
    assert Price.parse("1/4").cost_usd(usage) == 3 * 1 + 2 * 4


def test_listed_price_has_a_date_and_unknown_stays_unknown() -> None:
    dated = find_price("openai", "gpt-5-mini-2025-08-07")
    assert dated is not None
    assert dated == find_price("openai", "gpt-5-mini")
    assert "20" in dated.source
    assert find_price("openai", "gpt-of-the-future") is None
    assert find_price("other", "gpt-5-mini") is None
    free = find_price("embedded", EMBEDDED.name)
    assert free is not None
    assert free.cost_usd(Usage(prompt_tokens=10)) == 0
