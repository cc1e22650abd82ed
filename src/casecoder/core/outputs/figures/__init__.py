"""The figures that documents print: each with its key, its words and its count, defined once.

Whoever writes a document asks a definition for the figure and gets its key with its value. Whoever verifies the
document parses the key and asks the same definition, over the same data gathered from the study as it is now.
"""
