"""Alongside: software for running peer support."""

__version__ = "0.1.0"
