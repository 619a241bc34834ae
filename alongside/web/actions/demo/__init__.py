"""The demonstration: one organisation that lives through a year by the product's own actions."""
