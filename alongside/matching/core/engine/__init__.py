"""The large engine: matching for tens and hundreds of thousands, on plain numpy arrays.

Arrays in, arrays and a proof out. Nothing here knows a person, a database or a page, and importing it never loads
a just-in-time compiler.
"""

from alongside.matching.core.engine.arcs import Arcs

__all__ = ["Arcs"]
