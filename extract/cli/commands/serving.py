"""serve: the pipeline over HTTP, for programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from extract.cli.common import load_settings, record_command, run_async, say, watch
from extract.cli.open_options import pipeline_options

if TYPE_CHECKING:
    from extract.serve.options import Limits

_PATH = click.Path(path_type=Path)
_POSITIVE = click.IntRange(min=1)
_SECONDS = click.FloatRange(min=0, min_open=True)
_SERVE = """\b
Example:  vouchline serve --port 8080
          curl --data-binary @cv.pdf http://127.0.0.1:8080/extract
GET /openapi.json describes every address; docs/serve.md shows them.
"""


@click.command(short_help="Answer programs over HTTP: documents in, JSON out.", epilog=_SERVE)
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port. [default: the system picks one]")
@click.option(
    "--host", default="127.0.0.1", show_default=True,
    help="The address to listen on. Another than this machine's own needs a token; the connection is not encrypted.",
)  # fmt: skip
@click.option(
    "--token-file", type=_PATH, metavar="FILE",
    help="A file with the token that requests have to carry. [default: the variable VOUCHLINE_SERVE_TOKEN; without "
    "either, programs on this machine need none]",
)  # fmt: skip
@click.option(
    "--keep", type=_PATH, metavar="DIR",
    help="Keep the documents of each request and their results in a folder of DIR. [default: nothing is kept]",
)  # fmt: skip
@click.option("--max-body-mb", type=_POSITIVE, default=100, show_default=True, help="Size limit of a request, in MB.")
@click.option(
    "--max-documents", type=_POSITIVE, default=100, show_default=True,
    help="Limit of documents of a job, those in archives included.",
)  # fmt: skip
@click.option("--max-jobs", type=_POSITIVE, default=2, show_default=True, help="Limit of jobs at once.")
@click.option("--max-requests", type=_POSITIVE, default=16, show_default=True, help="Limit of requests at once.")
@click.option(
    "--max-request-s", type=_SECONDS, default=600.0, show_default=True, help="Time limit of a request, in seconds."
)
@click.option("--max-job-s", type=_SECONDS, default=7200.0, show_default=True, help="Time limit of a job, in seconds.")
@click.option(
    "--forget-after-s", type=_SECONDS, default=3600.0, show_default=True,
    help="Time for which the results of a job that is over can be fetched, in seconds.",
)  # fmt: skip
@pipeline_options
def serve(
    port: int,
    host: str,
    token_file: Path | None,
    keep: Path | None,
    max_body_mb: int,
    max_documents: int,
    max_jobs: int,
    max_requests: int,
    max_request_s: float,
    max_job_s: float,
    forget_after_s: float,
    options: dict[str, object],
) -> None:
    """Serve the pipeline over HTTP until Ctrl-C or SIGTERM.

    POST a document and get its profile or posting; POST several as a job; POST a profile and a posting and get their
    comparison. Errors are RFC 9457 problems. Documents are removed when they are answered.
    """
    from extract.serve.options import Limits

    limits = Limits(
        max_body_mb * 1_000_000, max_documents, max_jobs, max_requests, max_request_s, max_job_s, forget_after_s
    )
    _serve(host, port, token_file, keep, limits, options)


def _serve(
    host: str, port: int, token_file: Path | None, keep: Path | None, limits: Limits, options: dict[str, object]
) -> None:
    from extract.serve.options import Serving, read_token
    from extract.serve.server import check_host
    from extract.serve.server import serve as serve_until_asked
    from extract.settings.load import serve_token
    from extract.store.results import Results
    from extract.web.listening import is_loopback, open_port

    token = read_token(token_file, serve_token())
    check_host(host, has_token=token is not None)
    settings = load_settings(options)
    if keep is not None:
        Results(keep).prepare()
    watch(settings, quiet=True)
    opened = open_port(host, port)

    def started() -> None:
        click.echo(f"http://{opened.shown}:{opened.number}")
        say("Serving at this address. End with Ctrl-C.")
        if not is_loopback(host):
            say("The connection is not encrypted: let a proxy with TLS stand before it.")

    serving = Serving(opened.hosts, token, limits, keep)
    with opened.socket:
        run_async(serve_until_asked(opened, serving, settings, record_with=record_command(), started=started))
