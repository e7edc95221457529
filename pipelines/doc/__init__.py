"""Word documents in the OLE container ([MS-DOC], Word 97 to 2003): what is printed, and where each table cell stands."""
