"""Speed, each as a ratio to a yardstick measured in the same run. No test depends on it."""
