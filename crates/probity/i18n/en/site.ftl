# The foundation's pages and what the software puts into them.
site-contents = On this page
site-home-join = Join the foundation
site-home-account = Go to your account
site-home-data = See what we hold on you
site-facts = On record today
site-facts-entries = Entries on the public ledger
site-facts-clauses = Clauses the software obeys
site-facts-never = Uses for advertising or sale
site-number = { $number }
site-kept = kept { $until }
site-no-news = There is no news yet.
site-all-news = All news
site-feed = News
site-feed-link = Subscribe (Atom)
site-file = File
site-size = Size
site-sums = All checksums in one file
site-bytes = { $count ->
    [one] { $count } byte
   *[other] { $count } bytes
}
site-kilobytes = { $count } kB
site-megabytes = { $count } MB
site-search-title = Search
site-search-label = Search our pages
site-search-question = What are you looking for?
site-search-button = Search
site-search-found = { $count ->
    [0] No page found
    [one] { $count } page found
   *[other] { $count } pages found
}
site-search-nothing = Try fewer words, or only the beginning of one.
site-search-more = These are the best { $count }. More words find fewer pages.
