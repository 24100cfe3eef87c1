"""tradegraph completion: a completion script for the shell."""

from __future__ import annotations

import sys

from tradegraph.cli.arguments import Args, Argument

SUMMARY = "print a completion script for bash, zsh or tcsh"
EXAMPLES = (
    "tradegraph completion bash > ~/.local/share/bash-completion/completions/tradegraph",
    "tradegraph completion zsh > ~/.zfunc/_tradegraph",
)


ARGUMENTS = (Argument("shell", choices=("bash", "zsh", "tcsh"), help="the shell that is to complete"),)


def run(args: Args) -> int:
    """Prints the script."""
    import shtab

    from tradegraph.answer.questions import question_names
    from tradegraph.cli.parsing import everything

    parser = everything()
    for action in parser._subparsers._group_actions if parser._subparsers else ():
        for name in ("ask", "questions"):
            child = action.choices[name]  # type: ignore[index]
            next(a for a in child._actions if a.dest == "name").choices = question_names()
    sys.stdout.write(shtab.complete(parser, shell=args.shell))
    return 0
