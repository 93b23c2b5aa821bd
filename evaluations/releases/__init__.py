"""What is under test: releases of an assistant, and how two of them differ."""
