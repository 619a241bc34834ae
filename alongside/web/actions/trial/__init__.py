"""A definition tried out in earnest: an organisation opens a programme of it, and made-up people live through it."""
