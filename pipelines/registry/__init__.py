"""The divisions of China (GB/T 2260 codes, as of 2022)."""
