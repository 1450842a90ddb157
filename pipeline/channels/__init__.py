"""The channels: one file each with `CHANNEL`; a new file is a new channel, named as the file."""

import pkgutil
from importlib import import_module

from pipeline.channel import Channel

CHANNELS: dict[str, Channel] = {
    module.name: import_module(f"{__name__}.{module.name}").CHANNEL for module in pkgutil.iter_modules(__path__)
}
