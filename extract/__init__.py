"""PDF bytes -> a review and its passages."""

VERSION = "5"  # of what a PDF is read into: a change that reads differently raises it, and everything is read anew
