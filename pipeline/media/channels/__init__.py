"""The channels of new media: one file each with `CHANNEL`; a new file is a new channel, its folders named so."""

import pkgutil
from importlib import import_module

from pipeline.media.channel import MediaChannel

_FOUND: dict[str, MediaChannel] = {
    module.name: import_module(f"{__name__}.{module.name}").CHANNEL for module in pkgutil.iter_modules(__path__)
}
MEDIA_CHANNELS = dict(sorted(_FOUND.items(), key=lambda pair: pair[1].order))
"""Key -> channel, in the order in which they are listed."""
KEYS = {channel.name: key for key, channel in MEDIA_CHANNELS.items()}
"""What headers write -> key."""
