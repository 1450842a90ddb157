"""The site's names are those of a government site: its domain, and the address that is built from it."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Severity
from pipeline.standards import DOMAIN_NAMES
from pipeline.terms import SiteType


@check(
    severity=Severity.WARNING,
    clause=DOMAIN_NAMES,
    about="域名以 .gov.cn 结尾，门户网站以 www. 开头，网址与域名一致",
    hint="核对 site.yaml 的“网站域名”和“网址”",
)
def site_domain(site: Inspected) -> Iterator[Answer]:
    facts, place = site.site, site.place("site.yaml:网站域名")
    host = urlsplit(facts.url).hostname or ""
    if not facts.domain.endswith(".gov.cn"):
        yield Answer(place, f"网站域名“{facts.domain}”不以 .gov.cn 结尾")
    elif facts.site_type is SiteType.PORTAL and not facts.domain.startswith("www."):
        yield Answer(place, f"门户网站的域名“{facts.domain}”不以 www. 开头")
    if host != facts.domain:
        yield Answer(site.place("site.yaml:网址"), f"网址的域名“{host}”与网站域名“{facts.domain}”不同")
