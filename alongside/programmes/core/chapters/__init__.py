"""The questions of the designer, by chapter, in the order in which they are asked.

Reasons are told in our own words; ``source`` names whose finding or demand they are.
"""
