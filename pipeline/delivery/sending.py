"""Packages to one account, each once: what is begun is on disk before it is carried, what arrived after."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pipeline.delivery.carriers import Carrier, Refusal
from pipeline.delivery.ledger import Ledger, Standing, site_text
from pipeline.delivery.transport import Unanswered
from pipeline.delivery.wording import REASONS
from pipeline.media.package import Package

SiteText = Callable[[str], tuple[str, str]]
"""Item -> its title and text on the site."""


class Outcome(NamedTuple):
    """`code`: a key of `wording.OUTCOMES`; `act`: a key of `wording.ACTS`."""

    code: str
    package: Package
    act: str = ""
    message: str = ""
    hint: str = ""

    @property
    def good(self) -> bool:
        return self.code in ("same", "sent", "found")


@dataclass
class Run:
    """One run over the packages of an account. `again`: what is no longer in the draft box is made anew."""

    carrier: Carrier
    ledger: Ledger
    site: SiteText
    again: bool = False
    stopped: bool = False

    def send(self, found: Iterable[tuple[Path, Package]]) -> Iterator[Outcome]:
        """Nothing is carried before the one before it is told; after a fault that meets all, the rest waits."""
        for folder, package in found:
            if package.channel != self.carrier.channel:
                continue
            if self.stopped:
                yield Outcome("waiting", package)
            elif not package.ready:
                yield Outcome("not-ready", package)
            else:
                yield self._one(folder, package)

    def plan(self, found: Iterable[tuple[Path, Package]]) -> Iterator[Outcome]:
        """What `send` would do, without asking anybody."""
        for _, package in found:
            if package.channel == self.carrier.channel and package.ready:
                standing = self._standing(package)
                if self._there(standing, package):
                    yield Outcome("same", package)
                else:
                    yield Outcome("due", package, "update" if self._earlier(standing) else self.carrier.act)

    def _standing(self, package: Package) -> Standing:
        place = (self.carrier.channel, self.carrier.account, package.item)
        return self.ledger.standings().get(place, Standing())

    def _there(self, standing: Standing, package: Package) -> bool:
        done = standing.done
        return bool(done and done.package == package.package_sha256 and not standing.open and not standing.gone)

    def _earlier(self, standing: Standing) -> str:
        return standing.done.remote if standing.done and not standing.gone else ""

    def _one(self, folder: Path, package: Package) -> Outcome:
        standing = self._standing(package)
        try:
            # A change that may have arrived is said once more: only what was new is looked for.
            if standing.open and not self._earlier(standing) and self._found(standing):
                standing = self._standing(package)
                if standing.done and standing.done.package == package.package_sha256:
                    return Outcome("found", package)
            if standing.gone and not self.again:
                return Outcome("gone", package, hint=REASONS["gone"])
            if self._there(standing, package):
                return Outcome("same", package)
            return self._carried(folder, package, self._earlier(standing))
        except Refusal as refusal:
            self.stopped |= refusal.fatal
            return Outcome("failed", package, message=refusal.message, hint=refusal.hint)
        except Unanswered:
            self.stopped = True
            return Outcome("unknown", package, message=REASONS["unanswered"])

    def _found(self, standing: Standing) -> bool:
        """Settle what an earlier run left open: it arrived, or it did not."""
        begun = standing.open
        assert begun is not None
        remote = self.carrier.find(begun, standing.remotes)
        facts = {"channel": begun.channel, "account": begun.account, "item": begun.item, "package": begun.package}
        if remote:
            self.ledger.add("sent", **facts, site=begun.site, remote=remote, title=begun.title, url=begun.url)
            return True
        self.ledger.add("failed", **facts, reason="not-found")
        return False

    def _carried(self, folder: Path, package: Package, earlier: str) -> Outcome:
        title, text = self.site(package.item)
        facts = {
            "channel": self.carrier.channel,
            "account": self.carrier.account,
            "item": package.item,
            "package": package.package_sha256,
            "site": self.ledger.keep_text(site_text(title, text)),
            "title": package.title,
            "url": package.source_url,
        }
        self.ledger.add("begun", **facts)
        try:
            remote = self.carrier.carry(package, folder, earlier, self.ledger)
        except Refusal as refusal:
            self.ledger.add("gone" if refusal.gone else "failed", **facts, reason=refusal.message)
            if refusal.gone and self.again:
                return self._carried(folder, package, "")
            if refusal.gone:
                return Outcome("gone", package, message=refusal.message, hint=refusal.hint)
            raise
        self.ledger.add("sent", **facts, remote=remote)
        return Outcome("sent", package, "update" if earlier else self.carrier.act)
