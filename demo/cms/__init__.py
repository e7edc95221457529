"""One module for each content-management system; its `pages(portal)` gives everything that the portal serves."""
