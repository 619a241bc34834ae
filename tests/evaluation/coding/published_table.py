"""A small published table of two coders."""

# Two observers of ten units: Krippendorff, Computing Krippendorff's alpha-reliability (2011), section A.
MEG = (0, 1, 0, 0, 0, 0, 0, 0, 1, 0)
OWEN = (1, 1, 1, 0, 0, 1, 0, 0, 0, 0)
