"""The `vouchline` command: what commands there are. Each parses its arguments and calls what does the work.

A command is imported when it is called, so that `vouchline --help` and `--version` answer at once; until then its line
here is all that is known of it.
"""

from __future__ import annotations

import click

from extract.commands.group import Later, VouchlineGroup

COMMANDS = (
    Later("run", "extract.commands.running:run", "The main job: a folder of documents into a report."),
    Later("extract", "extract.commands.running:extract", "Documents into JSON with evidence."),
    Later("compare", "extract.commands.running:compare", "Compare stored profiles with stored postings."),
    Later("submit", "extract.commands.batching:submit", "Ask by a provider's half-price batch service."),
    Later("collect", "extract.commands.batching:collect", "Fetch what batches have answered."),
    Later("review", "extract.commands.reviewing:review", "The page to check, correct and decide; in your browser."),
    Later("report", "extract.commands.running:report", "Write the report again from what is stored."),
    Later("export", "extract.commands.texts:export", "Profiles in other forms, as reviewed; or gold."),
    Later("eval", "extract.commands.evaluating:evaluate_", "Precision, recall and F1 of results against gold."),
    Later(
        "rules", "extract.commands.texts:rules", "The rules that may change what the model said; each can be left out."
    ),
    Later(
        "prompts",
        "extract.commands.prompting:prompts",
        "The prompts: version, fingerprint, source; write them to change.",
    ),
    Later("read", "extract.commands.texts:read", "The text of a document as the model sees it."),
    Later("schema", "extract.commands.texts:schema", "The JSON Schema of a stored file, or of an answer."),
    Later("cache", "extract.commands.upkeep:cache", "Answers kept: how many, clear, prune."),
    Later("model", "extract.commands.upkeep:model", "The embedded model: list, pull, serve."),
    Later("cassettes", "extract.commands.upkeep:cassettes", "Recorded answers: check."),
    Later("doctor", "extract.commands.upkeep:doctor", "Is everything in place? Which model, and why?"),
)
_BEGIN = """\b
Begin with:
  vouchline doctor                which model is used, whether it answers, what is missing
  vouchline run FOLDER -o OUT     the whole job; then open OUT/report.html
  vouchline review OUT            check and correct it, with the document beside every fact
"""


@click.group(
    cls=VouchlineGroup,
    epilog=_BEGIN,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.version_option(package_name="vouchline", message="vouchline %(version)s")
def main() -> None:
    """Résumés and job postings into profiles and comparisons in which every fact cites the line that bears it out.

    With nothing configured Vouchline runs a language model itself (`vouchline model pull` fetches it once). Set
    OPENAI_API_KEY, or --base-url and --model, to use another.
    """
    from extract.open_files import raise_own_limit

    raise_own_limit()


for command in COMMANDS:
    main.add_command(command)

if __name__ == "__main__":
    main()
