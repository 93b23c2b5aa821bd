"""How a report is asked for, made, repeated and mailed."""
