"""[compiling] A scenario in words and as a picture."""
