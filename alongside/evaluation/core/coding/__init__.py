"""Coding of what people wrote: codebooks, marks, how far two coders agree, and quotes that only leave out.

Plain Python: codebooks are files beside this module, one for each codebook and version.
"""
