"""How numbers and days are written for people to read. Plain Python."""
