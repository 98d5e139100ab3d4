"""A page as a tree, to ask what stands near what."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}


@dataclass(eq=False)
class Node:
    """An element; ``own`` is the text that stands directly in it."""

    tag: str
    attributes: dict[str, str]
    parent: "Node | None"
    children: list["Node | str"] = field(default_factory=list)

    @property
    def own(self) -> str:
        """The text directly in it."""
        return " ".join(child for child in self.children if isinstance(child, str))

    @property
    def text(self) -> str:
        """All text in it."""
        return " ".join(child if isinstance(child, str) else child.text for child in self.children)

    @property
    def is_entry(self) -> bool:
        """True for what shows one thing among others."""
        classes = self.attributes.get("class", "").split()
        return self.tag in {"tr", "figure", "option", "main"} or "entry" in classes

    def walk(self) -> "list[Node]":
        """Return it and everything in it."""
        found = [self]
        for child in self.children:
            if isinstance(child, Node):
                found += child.walk()
        return found


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = self.here = Node("root", {}, None)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs}, self.here)
        self.here.children.append(node)
        if tag not in _VOID:
            self.here = node

    def handle_endtag(self, tag: str) -> None:
        node: Node | None = self.here
        while node is not None and node.tag != tag:
            node = node.parent
        if node is not None and node.parent is not None:
            self.here = node.parent

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.here.children.append(" ".join(data.split()))


def main_of(html: str) -> Node:
    """Return the content of a page, or a fragment as if it were one."""
    builder = _Builder()
    builder.feed(html)
    found = [node for node in builder.root.walk() if node.tag == "main"]
    builder.root.tag = "main"
    return found[0] if found else builder.root


def entry_of(node: Node) -> Node:
    """Return what shows the thing that this is a part of: an entry of a list, a tile, or all of the page."""
    here = node
    while not here.is_entry and here.parent is not None:
        here = here.parent
    return here
