"""Word documents in the zip container (ECMA-376): what is printed, and where each table cell stands."""
