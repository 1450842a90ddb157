"""Programs that verbs hand on to, such as the tests: they run to the end, or end together with who waits for them."""

import signal
import subprocess
import sys

_BEGIN = (
    "import sys, runpy; from pipeline import interrupts; interrupts.hush(); del sys.argv[0]; "
    "runpy.run_module(sys.argv[0], run_name='__main__', alter_sys=True)"
)
PATIENCE = ((3.0, signal.SIGINT), (10.0, signal.SIGTERM), (3.0, signal.SIGKILL))
"""Seconds that a program has to tidy up, and what it is told then: a terminal has told it already, others have not."""
FAILED = 2


def run(module: str, words: list[str], folder: str) -> int:
    """Run a module as a program. 0 clean, 1 findings, 2 anything else; an interrupt is passed on and raised."""
    program = subprocess.Popen([sys.executable, "-c", _BEGIN, module, *words], cwd=folder)
    try:
        code = program.wait()
    except BaseException:
        _end(program)
        raise
    return code if code in (0, 1) else FAILED


def _end(program: "subprocess.Popen[bytes]") -> None:
    """Who is impatient and presses Ctrl-C again goes on to the next word."""
    for seconds, word in PATIENCE:
        try:
            program.wait(seconds)
            return
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            program.send_signal(word)
    program.wait()
