"""What people read and type: help texts, completions, and the words of usage messages, the same in every language."""
