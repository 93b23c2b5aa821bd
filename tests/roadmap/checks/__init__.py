"""The checks that decide a criterion, turned green and red."""
