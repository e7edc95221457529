"""The spider, in the order of its work: `columns` to `candidates`, both on `asking`; `annual_reports` begins it."""
