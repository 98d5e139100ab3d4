"""Mentions: ``@NL``, ``@NL/unit`` and ``@NL/unit/name``, as tokens of Markdown.

A token says what was typed. Whom it means, and whether they may see the thread, is asked by who shows or sends it.
"""

import re
from dataclasses import dataclass
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

#: A country's code in capitals, perhaps its unit, and an officer of it; words of any script, with hyphens or dots.
_WORD: Final = r"[^\W_](?:[\w.-]{0,58}[^\W_])?"
MENTION: Final = re.compile(rf"@([A-Z]{{2}})(?:/({_WORD})(?:/({_WORD}))?)?(?![\w/])")
KIND: Final = "mention"


@dataclass(frozen=True)
class Mention:
    """A country, a unit of it, or with a name an officer of that, as it was typed."""

    country: str
    unit: str = ""
    name: str = ""

    @property
    def typed(self) -> str:
        """As it stands in the text."""
        return "@" + "/".join(filter(None, (self.country, self.unit, self.name)))


def mentions_in(marks: MarkdownIt, text: str) -> list[Mention]:
    """Return each mention once, in the order of the text; what stands in code mentions nobody."""
    found: dict[Mention, None] = {}
    for block in marks.parse(text):
        for token in block.children or ():
            if token.type == KIND:
                found[Mention(**token.meta)] = None
    return list(found)


def read_mention(state: StateInline, silent: bool) -> bool:
    """Read a mention where the parser stands. A letter before the sign makes it an address of mail, not a mention."""
    if state.src[state.pos] != "@" or (state.pos and state.src[state.pos - 1].isalnum()):
        return False
    match = MENTION.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        token = state.push(KIND, "", 0)
        token.content = match[0]
        token.meta = {"country": match[1], "unit": match[2] or "", "name": match[3] or ""}
    state.pos = match.end()
    return True
