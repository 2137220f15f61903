"""Where the home city is: key figures and how they developed."""
