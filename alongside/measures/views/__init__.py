"""The pages of this room: people's own, and the same for staff who enter what others say."""
