"""What the product decides about criteria by itself, from the data of the other rooms. See `registry`."""
