"""The `vouchline` command. A command is imported when it is called, so that `--help` and `--version` answer at once.

In: arguments and options.
Out: what is printed, and an exit status.
Must not know: how anything is worked out; nothing imports it.
"""

from __future__ import annotations

import click

from extract.cli.group import Later, VouchlineGroup

COMMANDS = (
    Later("run", "extract.cli.commands.running:run", "Extract, compare and report a folder of documents."),
    Later("extract", "extract.cli.commands.running:extract", "Convert documents into JSON with evidence."),
    Later("compare", "extract.cli.commands.running:compare", "Compare stored profiles with stored postings."),
    Later("submit", "extract.cli.commands.batching:submit", "Send questions to a provider's half-price batch service."),
    Later("collect", "extract.cli.commands.batching:collect", "Collect the answers of batches."),
    Later("review", "extract.cli.commands.reviewing:review", "Check, correct and decide in your browser."),
    Later("serve", "extract.cli.commands.serving:serve", "Answer programs over HTTP: documents in, JSON out."),
    Later("mcp", "extract.cli.commands.agents:mcp", "Give agents tools over MCP, on stdin and stdout."),
    Later("same", "extract.cli.commands.people:same", "List profiles that look like the same person."),
    Later("report", "extract.cli.commands.running:report", "Write the report again from stored results."),
    Later("export", "extract.cli.commands.texts:export", "Export reviewed profiles to other formats, or as gold."),
    Later("erase", "extract.cli.commands.erasing:erase", "Remove a person's document from results and caches."),
    Later("import", "extract.cli.commands.importing:import_", "Import JSON Resume files as profiles."),
    Later(
        "eval", "extract.cli.commands.evaluating:evaluate_", "Measure precision, recall and F1 of results against gold."
    ),
    Later("rules", "extract.cli.commands.texts:rules", "List the rules that may change a model's answer."),
    Later(
        "prompts",
        "extract.cli.commands.prompting:prompts",
        "List prompts, or write them to a folder for changes.",
    ),
    Later(
        "taxonomy",
        "extract.cli.commands.taxonomy:taxonomy",
        "Show the taxonomy's concept of a skill or job title.",
    ),
    Later("read", "extract.cli.commands.texts:read", "Print the text of a document as the model sees it."),
    Later("redact", "extract.cli.commands.redacting:redact", "Copy documents without who the candidate is."),
    Later("schema", "extract.cli.commands.texts:schema", "Print the JSON Schema of a stored file or an answer."),
    Later("cache", "extract.cli.commands.upkeep:cache", "Manage cached answers: stats, clear, prune."),
    Later("model", "extract.cli.commands.upkeep:model", "Manage the embedded model: list, pull, serve."),
    Later("cassettes", "extract.cli.commands.upkeep:cassettes", "Check recorded answers."),
    Later("doctor", "extract.cli.commands.upkeep:doctor", "Check the set-up and the selected model."),
)
_BEGIN = """\b
Begin with:
  vouchline doctor                check the selected model and the set-up
  vouchline run FOLDER -o OUT     extract, compare, report; then open OUT/report.html
  vouchline review OUT            check and correct facts beside their documents
"""


@click.group(
    cls=VouchlineGroup,
    epilog=_BEGIN,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.version_option(package_name="vouchline", message="vouchline %(version)s")
def main() -> None:
    """Extract résumés and job postings into profiles and comparisons with evidence for every fact.

    Without configuration, Vouchline runs a language model itself (`vouchline model pull` fetches it once). Set
    OPENAI_API_KEY, or --base-url and --model, to use another.
    """
    from extract.system.open_files import raise_own_limit

    raise_own_limit()


for command in COMMANDS:
    main.add_command(command)
