"""The versioned template that a roadmap is copied from: read, checked, held against another, taken up."""
