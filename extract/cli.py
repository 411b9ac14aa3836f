"""The `vouchline` command. Arguments alone: each command calls what does the work."""

from __future__ import annotations

import click

from extract.commands.batching import collect, submit
from extract.commands.common import VouchlineGroup
from extract.commands.evaluating import evaluate_
from extract.commands.reviewing import review
from extract.commands.running import compare, extract, report, run
from extract.commands.texts import export, read, schema
from extract.commands.upkeep import cache, cassettes, doctor, model

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


for command in (
    run,
    extract,
    compare,
    submit,
    collect,
    review,
    report,
    export,
    evaluate_,
    read,
    schema,
    cache,
    model,
    cassettes,
    doctor,
):
    main.add_command(command)

if __name__ == "__main__":
    main()
