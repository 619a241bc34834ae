#!/usr/bin/env python
from alongside.config.command import main

main()
