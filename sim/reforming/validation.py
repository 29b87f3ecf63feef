"""[reforming] The changed tree as a document, with every complaint about its form."""

from __future__ import annotations

from sim.errors import Complaint
from sim.form import check
from sim.scenario import Document
from sim.tree import Map


def document_of(tree: Map) -> tuple[Document | None, tuple[Complaint, ...]]:
    """The document, or None and every complaint about the tree's form."""
    checked = check(tree)
    return (None if checked.complaints else checked.document), checked.complaints


__all__ = ["document_of"]
