"""Who takes part in a round, in files that people can write: one JSON file, or a folder of CSV files.

Both say the same, and each can be written as the other without loss. Reading never trusts: whatever is wrong is
told in a sentence that names the file, the place in it, and what would be right.
"""

from alongside.matching.core.files.faults import Unreadable
from alongside.matching.core.files.instance import Instance
from alongside.matching.core.files.reading import read_instance
from alongside.matching.core.files.writing import instance_as_csv, instance_as_json

__all__ = ["Instance", "Unreadable", "instance_as_csv", "instance_as_json", "read_instance"]
