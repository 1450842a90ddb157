"""What a site owes about itself: the ledger of requests, its yearly statement, the quarterly circular, statistics."""
