"""What is asked: suites with their cases, made, changed, drawn and generated."""
