"""The options that say who does the work on documents: this machine, or a cluster."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

import click

from extract.errors import UserError

if TYPE_CHECKING:
    from extract.pipeline.remote.mirror import AtHand
    from extract.pipeline.run import RunOrder
    from extract.settings.load import Settings

_Command = TypeVar("_Command", bound=Callable[..., Any])
_OPTIONS = (
    click.option(
        "--engine", "engine_name", type=click.Choice(["here", "ray"]), default="here", show_default=True,
        help="Where documents are processed: this machine or a Ray cluster.",
    ),
    click.option(
        "--ray-address", metavar="ADDRESS",
        help="With --engine ray: the cluster's address. [default: RAY_ADDRESS, a running local cluster, or a new one]",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Engine:
    """What these options say."""

    name: str
    ray_address: str | None

    def engage(self, order: RunOrder, near: AtHand, settings: Settings) -> tuple[RunOrder, Settings]:
        """Return order and settings as they are with this engine; a cluster is let go of when the command ends.

        Raises:
            UserError: there is no cluster, or it cannot do this.
        """
        if self.name == "here":
            return order, settings
        from extract.pipeline.ray.engine import FleetReader, FleetWorkplace, open_fleet

        if order.task.explainer is not None:
            raise UserError("A cluster explains nothing.", "Leave out --engine or --explain.")
        fleet = click.get_current_context().with_resource(open_fleet(settings, near.addresses, self.ray_address))
        task = replace(order.task, workplace=FleetWorkplace(fleet))
        order = replace(order, reader=functools.partial(FleetReader, fleet=fleet), task=task)
        return order, replace(settings, jobs=settings.jobs or fleet.jobs)


def engine_options(command: _Command) -> _Command:
    """Add the options, which arrive together as `engine`."""

    @functools.wraps(command)
    def gather(*args: Any, engine_name: str, ray_address: str | None, **kwargs: Any) -> Any:
        return command(*args, engine=Engine(engine_name, ray_address), **kwargs)

    decorated: Any = gather
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    return decorated
