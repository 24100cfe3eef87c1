"""tradegraph completion: a completion script for the shell."""

from __future__ import annotations

import os
import sys

from tradegraph.cli.arguments import Args, Argument

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Action, ArgumentParser

SUMMARY = "print a completion script for bash, zsh or tcsh"
EXAMPLES = (
    "tradegraph completion bash > ~/.local/share/bash-completion/completions/tradegraph",
    "tradegraph completion zsh > ~/.zfunc/_tradegraph",
)


ARGUMENTS = (Argument("shell", choices=("bash", "zsh", "tcsh"), help="the shell that is to complete"),)

# Where the words of an argument are files or data of ours, the parser doesn't know them; the shell may.
_ARTICLES = (
    ("read", "article"),
    ("compare", "left"),
    ("compare", "right"),
    ("export", "article"),
    ("reanchor", "article"),
)
# What stands before the sign of equality; a value follows at once, so no blank is put in between.
_PARAMETERS = """\
_tradegraph_parameters() {{
  local question
  for question in "${{COMP_WORDS[@]:2}}"; do
    case "$question" in
{cases}
    esac
  done
}}
"""
_NO_BLANK = """
_tradegraph() {
  _shtab_tradegraph "$@"
  [[ ${COMPREPLY[0]-} == *= ]] && compopt -o nospace 2>/dev/null
  return 0
}

complete -o bashdefault -F _tradegraph tradegraph
"""


def run(args: Args) -> int:
    """Prints the script."""
    import shtab

    from tradegraph.answer.questions import question_names
    from tradegraph.cli.parsing import everything
    from tradegraph.diagrams.catalogue import VIEWS

    parser = everything()
    for name in ("ask", "questions"):
        _action(parser, name, "name").choices = question_names()
    for name, argument in _ARTICLES:
        _action(parser, name, argument).choices = _articles()
    _action(parser, "render", "view").choices = list(VIEWS)
    script = shtab.complete(_with_parameters(parser) if args.shell == "bash" else parser, shell=args.shell)
    sys.stdout.write(script.rstrip("\n") + "\n" + (_NO_BLANK if args.shell == "bash" else ""))
    return 0


def _action(parser: ArgumentParser, command: str, argument: str) -> Action:
    """An argument of a command."""
    groups = parser._subparsers._group_actions if parser._subparsers else []
    child: ArgumentParser = groups[0].choices[command]  # type: ignore[index]
    return next(action for action in child._actions if action.dest == argument)


def _articles() -> list[str]:
    from tradegraph import paths

    return [os.path.basename(path).removesuffix(".trig") for path in paths.files(paths.ARTICLES, ".trig")]


def _with_parameters(parser: ArgumentParser) -> ArgumentParser:
    """The parser, which tells bash which parameters each question takes."""
    from tradegraph.answer.questions import read_questions

    cases = []
    for question in read_questions():
        words = " ".join(f"{param.name}=" for param in question.params)
        cases.append(f"      {question.id}) compgen -W '{words}' -- \"$1\"; return ;;")
    preamble = {"bash": _PARAMETERS.format(cases="\n".join(cases))}
    _action(parser, "ask", "arguments").complete = {  # type: ignore[attr-defined]
        "bash": "_tradegraph_parameters",
        "preamble": preamble,
    }
    return parser
