"""The 7z container (7zFormat.txt of the LZMA SDK): its listing, and the compressions that Python's own libraries undo."""
