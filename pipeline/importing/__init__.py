"""Files of others become drafts of items: readers, our Markdown, the header, and what did not come along."""
