"""The components that Scrapy loads; nothing else in this package knows Scrapy."""
