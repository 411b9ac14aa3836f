"""review: the page on which people see, correct and decide."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import click

from extract.cli.common import limit_options, load_settings, reading_options, say
from extract.errors import UserError

_PATH = click.Path(path_type=Path)
_REVIEW = """\b
Example:  vouchline review results
Open the link that it prints. Press ? on the page for the keys. Decisions are kept in OUT/reviews.
"""


@click.command(short_help="Check, correct and decide in your browser.", epilog=_REVIEW)
@click.argument("out", type=_PATH)
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port. [default: the system picks one]")
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="The address to listen on. Another than this machine's own lets "
    "others on the network in who have the link; what they send and see is not encrypted.",
)  # fmt: skip
@click.option("--docs", type=_PATH, metavar="FOLDER", help="The documents. [default: where the run found them]")
@click.option("--reviewer", metavar="NAME", help="Your name, for the decisions. [default: your user name]")
@click.option("--open", "open_browser", is_flag=True, help="Open the page in the browser.")
@limit_options
@reading_options
def review(
    out: Path,
    port: int,
    host: str,
    docs: Path | None,
    reviewer: str | None,
    open_browser: bool,
    options: dict[str, object],
) -> None:
    """Serve the review page of OUT on this computer until Ctrl-C."""
    from extract.review.web.serving import listen, serve
    from extract.store.results import Results
    from extract.web.listening import is_loopback

    results = Results(out)
    results.check_there()
    if not (results.profile_names() or results.posting_names()):
        raise UserError(
            f"The folder {str(out)!r} holds nothing to review.", f"Run `vouchline run FOLDER -o {out}` first."
        )
    if docs is not None and not docs.is_dir():
        raise UserError(f"There is no folder {str(docs)!r}.", "Name the folder that the documents are in.")
    results.prepare()
    settings = load_settings(options)
    listening = listen(
        out, docs, host, port, reviewer, limits=settings.read_limits, recognition=settings.recognition
    )  # fmt: skip
    click.echo(listening.link)
    say("Open this link; it is the key to the page. End with Ctrl-C; what was decided is kept.")
    if not is_loopback(host):
        say("Everybody on the network who has the link can read the documents. The connection is not encrypted.")
    if open_browser:
        webbrowser.open(listening.link)
    serve(listening)
