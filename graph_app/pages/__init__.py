"""One file a screen: widgets in, calls, widgets out."""
