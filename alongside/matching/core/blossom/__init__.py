"""The best pairs among people who may each be paired with any other, with the proof."""

from alongside.matching.core.blossom.check import faults_of_pairing
from alongside.matching.core.blossom.matching import LARGEST, Pairing, PairsError, Possible, best_pairing

__all__ = ["LARGEST", "Pairing", "PairsError", "Possible", "best_pairing", "faults_of_pairing"]
