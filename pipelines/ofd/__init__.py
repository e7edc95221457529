"""OFD documents (GB/T 33190-2016): their pages, as the letters and lines that the PDF code makes tables and prose of."""
