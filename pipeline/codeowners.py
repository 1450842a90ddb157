"""CODEOWNERS of the code platforms, made from the rule of reviews: whose approval a change of a column needs.

Only a part between two marks is ours; what else the file says of the program stays. Owners are accounts; GitHub and
GitLab also take mails. There the last line wins, on GitLab within a section; Forgejo and Gitea add all lines up and
read the path as a regular expression, so for them each column names exactly its own files.
"""

from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum

from pipeline.model import Reviewer
from pipeline.review_rules import Rule, rule_of
from pipeline.reviews import ReviewStep
from pipeline.tables import Tables

BEGIN = "# begin: review rule, made by `python3 tasks.py codeowners`"
END = "# end: review rule"


class Form(StrEnum):
    GITHUB = "github"
    GITLAB = "gitlab"
    FORGEJO = "forgejo"


PLACES = {
    Form.GITHUB: (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"),
    Form.GITLAB: (".gitlab/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"),
    Form.FORGEJO: ("CODEOWNERS", "docs/CODEOWNERS", ".gitea/CODEOWNERS", ".forgejo/CODEOWNERS"),
}
"""Where each looks; the first is where a new file is put."""


def rules(tables: Tables) -> dict[str, Rule | None]:
    """Column path -> what holds there, for columns that state something and all below them, parents first."""
    found: dict[str, Rule | None] = {}
    for path in tables.columns:
        stated = [node.column.reviews for node in tables.ancestors(path)]
        if any(stated):
            found[path] = rule_of(stated, None)
    return found


def nameless(tables: Tables, form: Form) -> list[str]:
    """Names of reviewers whom this platform cannot know: no account, and where mails will not do."""
    people = {one.name: one for rule in rules(tables).values() if rule for one in rule.people}
    return sorted(name for name, one in people.items() if not _owner(one, form))


def owners_part(tables: Tables, form: Form) -> str:
    """The lines between the marks, with them."""
    make: Callable[[Tables], Iterator[str]] = {Form.GITHUB: _github, Form.GITLAB: _gitlab, Form.FORGEJO: _forgejo}[form]
    return "\n".join((BEGIN, *make(tables), END, ""))


def with_part(text: str, part: str) -> str:
    """The file with its part made anew, or added at the end."""
    before, begin, after = text.partition(BEGIN)
    if not begin:
        return f"{text.rstrip()}\n\n{part}" if text.strip() else part
    _, end, rest = after.partition(f"{END}\n")
    return f"{before}{part}{rest}" if end else f"{before}{part}"


def _github(tables: Tables) -> Iterator[str]:
    for path in _stating(tables):
        rule = rules(tables)[path]
        yield " ".join((f"/content/{path}/", *_owners(rule, rule.steps if rule else (), Form.GITHUB)))


def _gitlab(tables: Tables) -> Iterator[str]:
    held = rules(tables)
    for step in ReviewStep:
        lines = []
        for path in _stating(tables):
            rule = held[path]
            if rule and step in rule.steps:
                lines.append(" ".join((f"/content/{path}/", *_owners(rule, (step,), Form.GITLAB))))
            elif lines:
                lines.append(f"!/content/{path}/")
        if lines:
            yield f"[{step}]"
            yield from lines


def _forgejo(tables: Tables) -> Iterator[str]:
    for path, rule in rules(tables).items():
        owners = _owners(rule, rule.steps, Form.FORGEJO) if rule else []
        if owners:
            yield " ".join((f"content/{path}/((19|20)[0-9][0-9]/.*|[^/]*)", *owners))


def _stating(tables: Tables) -> list[str]:
    return [path for path, node in tables.columns.items() if node.column.reviews]


def _owners(rule: Rule | None, steps: Sequence[ReviewStep], form: Form) -> list[str]:
    found = [_owner(one, form) for step in steps for one in (rule.who_may(step) if rule else ())]
    return list(dict.fromkeys(filter(None, found)))


def _owner(one: Reviewer, form: Form) -> str:
    return one.handle or ("" if form is Form.FORGEJO else one.mail or "")
