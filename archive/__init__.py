"""What is kept and how it is given out: WARC files and their index, the published database, exports, the site."""
