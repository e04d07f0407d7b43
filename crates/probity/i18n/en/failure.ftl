# What a page says instead of what was asked for.
failure-unreadable-title = We could not read what was sent
failure-unreadable-again = Nothing was stored. Go back, load the page again and send it once more.
failure-unreadable-encoding = The text was not encoded as forms are.
failure-unreadable-duplicate = One of the fields was sent twice.
failure-unreadable-many = It has more fields than any of our forms.
failure-unreadable-cut = It did not arrive whole.
failure-unreadable-misfit = One of the answers does not fit what was asked.
failure-unreadable-request = The request has a form we do not know.
failure-foreign-title = This did not come from our pages
failure-foreign = The request says that another site sent it, so we did nothing and stored nothing.
failure-foreign-again = If you did mean to send it, open the form on this site and send it from there.
failure-stale-title = This form was open for too long
failure-stale = Forms work for twelve hours, and only for whom they were shown to. Nothing was stored.
failure-stale-again = Go back, load the page again and send it once more.
failure-forbidden-title = This page is not for you
failure-forbidden = Only some of our staff may open it.
failure-not-found-title = There is no such page
failure-not-found = If you typed the address, check that it is right. If you followed a link of ours, the mistake is ours.
failure-dead-link-title = This link does not work any more
failure-dead-link = Links in our messages work once and not for long. Perhaps it was used already, or a newer message has a newer one.
failure-dead-link-again = You can ask for a new link where you sign in.
failure-too-large-title = That is more than our forms take
failure-too-large = What was sent is larger than any answer we ask for. Nothing was stored.
failure-not-a-form = This address takes forms as browsers send them, and nothing else. Nothing was stored.
failure-too-many-title = Too many attempts
failure-too-many = To keep accounts safe we stop here for a while. Nothing was stored.
failure-too-many-wait = Try again in { $minutes ->
    [one] a minute
   *[other] { $minutes } minutes
}.
failure-signin-title = Sign in first
failure-signin = This page is about you alone.
failure-refused-title = Our privacy policy does not allow this
failure-refused = So the software refused it, and nothing was done.
failure-refused-read = Read the policy
failure-unavailable-title = We cannot do this at the moment
failure-unavailable = Nothing was stored or changed. Please try again in a few minutes.
failure-internal-title = Something went wrong on our side
failure-internal = Nothing was stored or changed by what you sent. Please try again.
failure-method-title = This address does not work that way
failure-method = The page exists, but not for what your browser tried. Nothing was stored.
failure-timeout-title = That took too long
failure-timeout = Your request did not arrive in time. Nothing was stored. Please try again.
failure-reference = If you write to us about this, give the reference <code>{ $reference }</code>.
failure-home = Go to the home page
