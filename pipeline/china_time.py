"""The one time that China keeps the year round."""

from datetime import timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8))
"""A fixed offset does not depend on the machine's zone data."""
