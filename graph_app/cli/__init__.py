"""The command line: one file a verb. Results to stdout, messages to stderr."""
