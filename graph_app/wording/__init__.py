"""Facts and figures as sentences and table rows in the reader's language."""
