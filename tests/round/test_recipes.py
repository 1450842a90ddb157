"""The recipes of docs/ci/ keep what docs/ci.md promises: whoever checks a branch has no secret and runs the base's program."""

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.repository import Repository
from tests.round.hands import ROOT

FOLDER = ROOT / "docs/ci"
RECIPES = sorted(FOLDER.glob("*.yml"))
CHECKS = ("github-check.yml", "forgejo-check.yml")
PUBLISHES = ("github-publish.yml", "forgejo-publish.yml")


class Loader(yaml.SafeLoader):
    """`on:` is a word here, not a truth."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in found if tag != "tag:yaml.org,2002:bool"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def recipe(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.load((FOLDER / name).read_text("utf-8"), Loader)  # noqa: S506
    return found


def steps(name: str) -> list[dict[str, Any]]:
    return [step for job in recipe(name)["jobs"].values() for step in job["steps"]]


@pytest.mark.parametrize("path", RECIPES, ids=lambda path: path.name)
def test_each_is_named_in_the_handbook(path: Path) -> None:
    assert f"(ci/{path.name})" in (ROOT / "docs/ci.md").read_text("utf-8")


@pytest.mark.parametrize("name", CHECKS)
def test_a_check_is_the_bases_own_workflow_and_sees_no_secret(name: str) -> None:
    found, text = recipe(name), (FOLDER / name).read_text("utf-8")
    assert list(found["on"]) == ["pull_request_target"]
    assert found["on"]["pull_request_target"]["branches"] == ["main"]
    assert "secrets." not in text and "environment" not in text
    commands = [step["run"] for step in steps(name) if "run" in step]
    at = next(n for n, run in enumerate(commands) if "base/.ci/base-program base site" in run)
    # before the base's program lies over the branch nothing but git is run
    for run in commands[:at]:
        assert all(line.startswith("git ") for line in run.strip().splitlines())
    assert any("check-change" in run for run in commands[at + 1 :])


def test_only_a_job_that_runs_nothing_of_the_repository_may_write() -> None:
    jobs = recipe("github-check.yml")["jobs"]
    assert recipe("github-check.yml")["permissions"] == {}
    assert jobs["check"]["permissions"] == {"contents": "read"}
    assert jobs["tell"]["permissions"] == {"pull-requests": "write"}
    assert not any(
        "checkout" in step.get("uses", "") or "python3" in step.get("run", "") for step in jobs["tell"]["steps"]
    )
    for step in steps("github-check.yml"):
        if "checkout" in step.get("uses", ""):
            assert step["with"]["persist-credentials"] == "false"


@pytest.mark.parametrize("name", [*CHECKS, *PUBLISHES])
def test_nothing_from_outside_stands_in_a_command(name: str) -> None:
    """An expression would be pasted into the shell: it goes through the environment."""
    for step in steps(name):
        assert "${{" not in step.get("run", "")
        if "uses" in step:
            assert re.search(r"@[0-9a-f]{40}$", step["uses"])
            assert "cache" not in step["uses"]  # a branch could fill it for the trunk


@pytest.mark.parametrize("name", PUBLISHES)
def test_publishing_is_for_the_trunk_and_the_night(name: str) -> None:
    on = recipe(name)["on"]
    assert on["push"] == {"branches": ["main"]} and on["schedule"] == [{"cron": "10 16 * * *"}]
    assert "pull_request" not in on and "pull_request_target" not in on
    assert any('tasks.py publish --target "$PUBLISH_TO"' in step.get("run", "") for step in steps(name))


def test_one_publishes_at_a_time() -> None:
    """Or the trunk would be checked out anew while another run reads it."""
    assert recipe("github-publish.yml")["concurrency"] == {"group": "publish", "cancel-in-progress": "false"}
    assert recipe("gitlab-ci.yml")["publish"]["resource_group"] == "publish"
    publish = steps("forgejo-publish.yml")[0]["run"]
    inside = re.search(r"flock -o \.git/publish\.lock sh -ec '(.+)'", publish, re.DOTALL)
    assert inside and "git checkout" in inside[1] and "tasks.py publish" in inside[1]


def test_gitlab_does_the_same() -> None:
    found = recipe("gitlab-ci.yml")
    (rule,) = found["check"]["rules"]
    assert rule["if"].startswith('$CI_PIPELINE_SOURCE == "merge_request_event" && ')
    assert "$CI_MERGE_REQUEST_TARGET_BRANCH_NAME == $CI_DEFAULT_BRANCH" in rule["if"]
    script = found["check"]["script"]
    assert all(line.startswith(("git ", "base=$(mktemp -d) && git ")) for line in script[:2])
    assert script[2:] == [
        'sh "$base/.ci/base-program" "$base" .',
        'sh .ci/check-change "origin/$CI_DEFAULT_BRANCH" gitlab',
    ]
    assert found["publish"]["rules"] == [{"if": "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH"}]
    assert found["check"]["artifacts"]["reports"]["codequality"] == "var/ci/report.codequality.json"
    assert found["variables"]["GIT_DEPTH"] == "0"


@pytest.mark.parametrize("script", ["base-program", "check-change"])
def test_the_scripts_are_plain_shell(script: str) -> None:
    subprocess.run(["sh", "-n", str(ROOT / ".ci" / script)], check=True)


def test_the_bases_program_takes_the_place_of_all_but_content_and_history(tmp_path: Path) -> None:
    base, site = tmp_path / "base", tmp_path / "site"
    for folder, words in ((base, "base"), (site, "branch")):
        for name in (".git/HEAD", "content/a.md", "tasks.py", ".ci/run", ".hidden/x", "plugins/a b.py"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(words)
    (site / "plugins/evil.py").write_text("branch")
    (site / "..odd").write_text("branch")
    (site / "-rf").write_text("branch")
    command = ["sh", str(ROOT / ".ci/base-program"), str(base), str(site)]
    assert subprocess.run(command).returncode == 0
    told = {path.relative_to(site).as_posix(): path.read_text() for path in site.rglob("*") if path.is_file()}
    assert told == {
        ".git/HEAD": "branch", "content/a.md": "branch", "tasks.py": "base", ".ci/run": "base", ".hidden/x": "base",
        "plugins/a b.py": "base",
    }  # fmt: skip
    (site / "content/a.md").unlink()
    (site / "content").rmdir()
    (site / "content").symlink_to(base / "content")
    refused = subprocess.run(command, capture_output=True, encoding="utf-8")
    assert refused.returncode == 2 and "用法" in refused.stderr and (site / "tasks.py").is_file()


PROGRAM = """import os, pathlib, sys
print(sys.argv[1:3], sorted(name for name in os.environ if "TOKEN" in name or name.startswith("CI_")))
print("甲 ##[error]乙\\n::set-env name=A::b\\n  ::warning::丙")
for name in sys.argv:
    if name == "var/ci/report":
        pathlib.Path("var/ci/report.github.txt").write_text("::error file=a::丁\\n")
sys.exit({"check": 1, "codeowners": 1}.get(sys.argv[1], 0))
"""


def change(root: Path) -> Repository:
    """A branch that takes the only rule of reviews away; the program is one that tells how it was called."""
    made = Repository(root)
    made.commit("2026-03-05 09:00", {"columns.yaml": "- 代号: dt\n  审核规则:\n    审次: [初审]\n"})
    (root / "tasks.py").write_text(PROGRAM, encoding="utf-8")
    made.git("checkout", "-q", "-b", "topic")
    made.commit("2026-03-06 09:00", {"columns.yaml": "- 代号: dt\n"})
    return made


@pytest.mark.parametrize("platform", ["github", "forgejo", "gitlab"])
def test_what_is_told_of_a_change_gives_no_command_and_has_no_right(tmp_path: Path, platform: str) -> None:
    change(tmp_path)
    rights = {"GITHUB_TOKEN": "x", "FORGEJO_TOKEN": "x", "ACTIONS_RUNTIME_TOKEN": "x", "CI_JOB_TOKEN": "x"}
    command = ["sh", str(ROOT / ".ci/check-change"), "main", platform]
    done = subprocess.run(command, cwd=tmp_path, env=os.environ | rights, capture_output=True, encoding="utf-8")
    assert done.returncode == 1 and done.stderr == ""
    lines = done.stdout.splitlines()
    if platform != "gitlab":
        word = lines[0].removeprefix("::stop-commands::")
        assert re.fullmatch("[0-9a-f]{32}", word)
        assert lines[-2:] == [f"::{word}::", "::error file=a::丁"]
        lines = lines[1:-2]
    assert len(lines) == 12 and all(line.startswith("| ") for line in lines)
    called = [line for line in lines if line.startswith("| [")]
    assert [re.findall(r"'(\w+)'", line)[0] for line in called] == ["check", "review", "codeowners"]
    assert all(line.endswith(" []") for line in called)


def test_the_branchs_own_codeowners_are_held_against_its_own_rules(tmp_path: Path) -> None:
    base, made = tmp_path / "base", change(tmp_path / "site")
    (base / ".github").mkdir(parents=True)
    (base / "tasks.py").write_text("")
    (base / ".github/CODEOWNERS").write_text("* @base\n")
    command = ["sh", str(ROOT / ".ci/base-program"), str(base), str(made.root)]
    assert subprocess.run(command).returncode == 0 and not (made.root / ".github/CODEOWNERS").exists()
    for names in (".github/CODEOWNERS", "docs/CODEOWNERS/x"):
        (made.root / names).parent.mkdir(parents=True, exist_ok=True)
        (made.root / names).write_text("* @branch\n")
    made.git("add", "-A", "-f")
    made.git("commit", "-q", "-m", "人")
    assert subprocess.run(command).returncode == 0
    assert (made.root / ".github/CODEOWNERS").read_text() == "* @branch\n"
    assert not (made.root / "docs/CODEOWNERS").exists()
