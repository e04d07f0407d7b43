# The desk's page on visits, availability and performance.
usage-title = Usage
usage-lead = Whether the sites are up, how fast they answer, and when they are visited. Sums only: nothing here tells what anybody in particular did.
usage-nothing = There is no history of visits yet. It is taken in from the servers’ logs:
usage-none = There is nothing of these days. Choose others.
usage-site = Site
usage-all-sites = All sites
usage-from = From
usage-to = To
usage-show = Show
usage-newest = The newest { $days } days
usage-wrong = There are no such days or no such site; a year at most can be shown. Here are the newest days instead.
usage-note = { $purpose }. Shown under clause
usage-note-ledger = That you opened it is on the ledger.
usage-hidden = not shown
usage-hidden-days = { $days ->
    [one] On one of { $all } days, something is not shown: fewer than five visitors stand behind it.
   *[other] On { $days } of { $all } days, something is not shown: fewer than five visitors stand behind it.
  }
usage-number = { $number }
usage-percent = { $whole }.{ $part } %
usage-ms = { $number } ms
usage-ms-part = { $whole }.{ $part } ms
usage-seconds = { $number } s
usage-minutes = { $minutes }:{ $seconds } min
usage-hour-of = { $day }, { $hour }

# The first figures
usage-visits = Visits
usage-views = Page views
usage-visitors = Visitors
usage-requests = Requests
usage-availability = Available
usage-visit-median = Half of the visits last at most

# When people come
usage-come = When people come
usage-day = Day
usage-visits-by-day = Visits by day
usage-week = Page views an hour by weekday and hour (UTC), on average
usage-hour = Hour (UTC)
usage-fewer = none
usage-most = most
usage-monday = Mon
usage-tuesday = Tue
usage-wednesday = Wed
usage-thursday = Thu
usage-friday = Fri
usage-saturday = Sat
usage-sunday = Sun
usage-visitors-note = Visitors can be told apart within a day and never over days: for several days, those of each day are added up.

# Availability
usage-available = Availability
usage-failed-by-day = Share of requests that failed, by day
usage-failed = Failed
usage-failed-number = Failed
usage-no-failures = No request failed.
usage-failures-hidden = What failed did so in hours that are not shown.
usage-worst = The worst hours
usage-broken = Paths that failed most
usage-refused = Paths that people ask for and that are not there, or not for them
usage-path = Path

# Pages
usage-pages = Pages
usage-page = Page
usage-pages-caption = The most viewed pages
usage-no-pages = No page was viewed by five people on one day.
usage-speed = The slowest pages: how long their answers take
usage-half = Half within
usage-99 = 99 in 100
usage-lasting = Viewed for
usage-unknown = Not known of
usage-more-pages = { $pages ->
    [one] One more page stands in the file.
   *[other] { $pages } more pages stand in the file.
  }
usage-other-pages = { $views ->
    [one] One view is of pages that fewer than five people viewed on that day; they are not listed.
   *[other] { $views } views are of pages that fewer than five people viewed on that day; they are not listed.
  }
usage-durations = How long pages are viewed is not known of { $share } of the views. A page lasts until the next one; of the last page of a visit it is known only if the page reports when it is left. “Viewed for” is the middle of what is known.

# Browsers and systems
usage-clients = Browsers and operating systems
usage-browsers = Browsers, by page views
usage-browser = Browser
usage-systems = Operating systems, by page views
usage-system = System
usage-others = Others

# How requests are answered, in tables and files
usage-uptime = Up
usage-p90 = 9 in 10 answers within
usage-size = { $number } { $unit }
usage-uptime-note = “Available” is the share of requests that did not fail: those answered with a status below 500. “Up” is the share of the minutes with requests in which the server answered one of them at least so; of minutes without requests a log tells nothing.
usage-failing = Failed
usage-bytes = Sent
usage-refused-number = Refused
usage-90 = 9 in 10
usage-by-site = Each site
usage-by-day = How requests were answered, by day
usage-by-hour = How requests were answered, by hour
usage-taken-by-day = Time within which 9 in 10 answers came, by day
usage-failed-by-hour = Share of requests that failed, by hour
usage-taken-by-hour = Time within which 9 in 10 answers came, by hour
usage-none-known = not shown or no requests
usage-hours-note = Choose one site and up to seven days to see each hour.
usage-failing-share = Of its views
usage-page-by-day = This page, by day
usage-page-hidden = Nothing is shown of this page in these days: fewer than five people viewed it on each, or there is no such page.
usage-all-pages = All pages
usage-file-totals = The sums as a file
usage-file-days = Each site by day as a file
usage-file-hours = Each site by hour as a file
usage-file-week = Weekdays and hours as a file
usage-file-pages = All pages as a file
usage-file-slowest = All pages, the slowest first, as a file
usage-file-page = The days of this page as a file
usage-file-broken = Paths that failed as a file
usage-file-refused = Refused paths as a file
usage-file-kinds = Requests by kind (pages, assets, robots, errors, probes) as a file
usage-file-browsers = Browsers with their versions as a file
usage-file-systems = Operating systems as a file

# Alerts
usage-alert-error-rate = More than { $above } % of requests fail within { $minutes } minutes
usage-alert-time-taken = One answer in ten takes longer than { $above } ms within { $minutes } minutes
usage-alert-down = No request is answered for { $minutes } minutes
usage-alert-threats = More than { $above } attackers within { $minutes } minutes
usage-alerts = Alerts
usage-alerts-none = No alerts are set up. They are, by site and threshold, in foundation.toml, and tell staff by mail.
usage-alert = Alert
usage-alert-state = Now
usage-alert-on = On since { $since }
usage-alert-off = Over since { $over }
usage-alert-quiet = Quiet
