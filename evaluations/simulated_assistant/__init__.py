"""A scripted assistant on loopback that speaks the OpenAI chat protocol; free of Django, so that it starts at once.

It stands in for a real endpoint in the trial workspace and in tests. What comes from it is labelled *simulated*.
"""
