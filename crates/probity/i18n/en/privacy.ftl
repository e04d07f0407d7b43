# The pages of the policy: prose with what the software does, the data map, the promises and their evidence.
privacy-count-none = none
privacy-count-few = fewer than { $most }
privacy-count-many = { $count } or more
privacy-contents = Contents
privacy-on-this-page = On this page
privacy-versions = Versions
privacy-in-force = in force
privacy-other-forms = In other forms
privacy-as-text = Plain text
privacy-as-source = Prose and rules (Markdown)
privacy-as-map = Data map (TOML)
privacy-as-dpv = Data map for programs (DPV, JSON-LD)
privacy-as-fideslang = Data map for programs (Fideslang, YAML)
privacy-updated = Last updated
privacy-effective = in force from
privacy-not-current = This is not the version in force today. <a href="/privacy">Read the one that is</a>.
privacy-on-record = Entries on the public record: { $count }.
privacy-data-link = What we may hold
privacy-data-link-text = Each thing: why, how long, who sees it, who gets it.
privacy-kept-link = Is it kept?
privacy-kept-link-holds = All checks held when the software last looked.
privacy-kept-link-fails = Not everything held when the software last looked.
privacy-kept-link-waits = The software has not looked yet since it was started.
privacy-ledger-link = What was done
privacy-counting = The entries are still being counted. Come back in a moment.
privacy-figures-note = Under each clause you can open what the software does about it. Figures are counted once an hour, and small ones are not told: they would say something about single people.
privacy-does = What the software does about this
privacy-rests-on-people = This clause rests on people, not on software. Nothing here can be checked by a program.
privacy-no-rule = This clause holds no rule of its own. How it is kept stands with its promises below.
privacy-allowed = On record under this clause: { $count }
privacy-refused = Refusals on record: { $count }.
privacy-done-collect = taken in: { $count }
privacy-done-use = used: { $count }
privacy-done-show = shown: { $count }
privacy-done-disclose = passed on: { $count }
privacy-done-send = messages sent: { $count }
privacy-done-correct = corrected: { $count }
privacy-cedar = The rules as the software reads them (Cedar)
privacy-promises = Makes these promises:
privacy-kept-title = Is the policy kept?
privacy-kept-intro = Each promise of <a href="/privacy/{ $version }">our privacy policy of { $date }</a>: what keeps it, what the software found when it last looked, and where it rests on people or is still to come.
privacy-kept-waits = The software has not looked yet since it was started. It will in a moment.
privacy-kept-holds = { $count ->
    [one] The one check of the running service holds
   *[other] All { $count } checks of the running service hold
}
privacy-kept-holds-text = They look at bounded parts of what is there, once an hour. They are evidence, not proof.
privacy-kept-fails = { $count ->
    [one] One check does not hold
   *[other] { $count } checks do not hold
}
privacy-kept-fails-text = Something that this policy promises is not so at the moment. Those who run the service have been told.
privacy-kept-unknown = { $count ->
    [one] One check could not be made
   *[other] { $count } checks could not be made
}
privacy-checks = What the running service looks at
privacy-checks-text = These checks really run: when the service starts, and then once an hour.
privacy-checks-what = Check
privacy-checks-result = Result
privacy-checks-found = What was found
privacy-checks-when = Last looked
privacy-holds = holds
privacy-fails = does not hold
privacy-unknown = not known
privacy-by-software = kept by software
privacy-partly = part of it is still to come
privacy-not-yet = not yet
privacy-people = also rests on people
privacy-failing = a check does not hold
privacy-made-by = Made in
privacy-enforced = What keeps it
privacy-live = Found by the running service
privacy-no-live = No check of the running service is about this. The rules and tests stand for it.
privacy-tests = Tests that would fail
privacy-no-tests = None yet.
privacy-tests-count = { $count ->
    [one] { $count } test, run before each release
   *[other] { $count } tests, run before each release
}
privacy-check-cases = The rules answer their test cases as expected
privacy-check-refused = Nothing is allowed for advertising, profiles or sale
privacy-check-joining = Joining requires a name, an e-mail address and a country, no more
privacy-check-declared = Nothing is held that the policy does not declare
privacy-check-keys = The key of whoever was erased is gone
privacy-check-addresses = The addresses of visitors go when their time is over
privacy-check-ledger = The newest entries of the record are unchanged
privacy-check-whole = The whole record is unchanged
privacy-check-answers = Public pages set no cookie and load nothing from elsewhere
privacy-found-unknown = It could not be found out. The reason stands in the log of the service.
privacy-found-cases = { $seen } cases answered as expected, and as Cedar itself answers them.
privacy-lost-cases = { $wrong } of { $seen } cases answered otherwise.
privacy-found-refused = { $seen } conceivable uses, 0 of them allowed; 0 entries for such a purpose.
privacy-lost-refused = { $wrong } uses allowed or on record, of { $seen } conceivable ones.
privacy-found-joining = { $seen } questions when joining; beyond the three, all may be left empty.
privacy-lost-joining = { $wrong } of { $seen } questions when joining are required beyond the three.
privacy-found-declared = { $seen } kinds of values are held, each declared by the version it was given under.
privacy-lost-declared = Values are held that no version of the policy declares.
privacy-found-keys = People looked at: { $people }. Whoever is erased has no key, everyone else has one.
privacy-lost-keys = There is a key of somebody erased, or somebody without a key.
privacy-found-addresses = { $seen ->
    [0] No addresses of visitors are held.
    [one] Addresses of one day are held, under a key of that day; no key is there past its time.
   *[other] Addresses of { $seen } days are held, each day's under a key of its own; no key is there past its time.
}
privacy-lost-addresses = Keys, or log lines that could not be read, are there past their time of { $wrong } of { $seen } days.
privacy-found-ledger = { $seen } entries hashed again; they lead to the signed head.
privacy-found-whole = { $seen } entries hashed again, from the first to the last.
privacy-lost-ledger = The record does not hold: an entry, a hash or the head is not what it was.
privacy-found-answers = { $seen } pages asked for as a visitor would: no cookie, nothing from elsewhere, every security header.
privacy-lost-answers = { $wrong } of { $seen } pages set a cookie, load something from elsewhere or lack a security header.
privacy-about-notice = Telling you first
privacy-about-collection = What we collect
privacy-about-use = What we use it for
privacy-about-disclosure = When it leaves the foundation
privacy-about-messages = When we write to you
privacy-about-security = Security and accuracy
privacy-about-changes = When the policy changes
privacy-about-record = The public record
privacy-promise-n1 = You are told what we ask, why and what becomes of it, before you answer.
privacy-promise-n2 = With each thing you give us, the version of the policy in force is recorded.
privacy-promise-n3 = What the policy does not declare cannot be stored.
privacy-promise-c1 = Of every visit we log the IP address and the times, of each page when and for how long.
privacy-promise-c2 = And, where the browser says so, which browser and operating system it is.
privacy-promise-c3 = You can refuse cookies, and the site still works.
privacy-promise-c4 = Of members we need a name, an e-mail address and a country.
privacy-promise-c5 = Of supporters and donors we need what the payment and its safety need.
privacy-promise-c6 = Everything else is optional.
privacy-promise-c7 = The postal address of voting members is never shown outside the foundation.
privacy-promise-u1 = Logs of visits serve the safety and speed of the sites, nothing else.
privacy-promise-u2 = Personal information is used for the listed purposes, nothing else.
privacy-promise-u3 = Payment information stays with those involved in the payment.
privacy-promise-u4 = Card numbers serve the payment and no other purpose.
privacy-promise-u5 = A card provider is used only under a written agreement.
privacy-promise-d1 = Nothing goes to others, unless you authorised it,
privacy-promise-d2 = or what you asked for needs it, and then as little as possible,
privacy-promise-d3 = or a check for fraud or misuse requires it,
privacy-promise-d4 = or the law requires it.
privacy-promise-d5 = Who works for us gets information only under an agreement that protects it as well.
privacy-promise-m1 = You get the letters that you asked for, until you say stop,
privacy-promise-m2 = and those without which a membership cannot be kept.
privacy-promise-s1 = Information is encrypted, guarded and locked.
privacy-promise-s2 = Few people can open it, for a stated need, each time on record.
privacy-promise-s3 = It is kept correct, complete and current.
privacy-promise-s4 = What is wrong is corrected, deleted or restricted when you say so.
privacy-promise-v1 = A new version is posted prominently, with its date.
privacy-promise-v2 = It never takes protection from what you gave before, unless you agree.
privacy-promise-r1 = Every published state of the policy can be seen as it stood.
privacy-promise-r2 = A capture can be asked for now and replayed later with other tools.
privacy-promise-r3 = The site works without JavaScript, and its text can be made larger.
privacy-data-title = What we may hold about you
privacy-data-intro = The complete list: { $count } things. What is not on it has nowhere to be stored. Most of it we hold only if you give it to us.
privacy-data-version = Taken from <a href="/privacy/{ $version }">the policy of { $date }</a>: the same list that the software obeys.
privacy-data-old = This is not the version in force today.
privacy-data-other = Everything else
privacy-data-everyone = everyone
privacy-data-nothing = nothing
privacy-data-what = What
privacy-data-from = From whom, where
privacy-data-required = Required:
privacy-data-optional = Optional:
privacy-data-noted = Not asked, noted of:
privacy-data-clause = Clause { $clause }
privacy-sieve = Show a part of the list
privacy-sieve-who = You are one of
privacy-sieve-anyone = anyone
privacy-sieve-group = Kind of information
privacy-sieve-anything = any kind
privacy-sieve-to = That may go to
privacy-sieve-anybody = anybody or nobody
privacy-sieve-show = Show
privacy-sieve-shown = { $shown } of { $all } shown.
privacy-sieve-all = Show all
privacy-matrix = What is used for what
privacy-matrix-text = Each row is a kind of information, each column a purpose. The picture is drawn from the rules that the software obeys, not by hand.
privacy-matrix-table = The same as a table
privacy-matrix-inside = Used inside the foundation for
privacy-matrix-consented = Only with your consent for
privacy-matrix-outside = May go outside, on a stated ground, for
privacy-giver-visitor = visitors
privacy-giver-applicant = applicants
privacy-giver-member = members
privacy-giver-voting-member = voting members
privacy-giver-supporting-member = supporting members
privacy-giver-donor = donors
privacy-giver-staff = staff
privacy-place-server-log = server log
privacy-place-page-left = page when left
privacy-place-join-form = joining
privacy-place-confirm-form = confirming
privacy-place-account-page = account
privacy-place-enrolment-form = enrolment
privacy-place-give-form = giving
privacy-place-sponsor-form = sponsoring
privacy-place-payment-provider = payment provider
privacy-place-consent-page = consents
privacy-place-subscription-page = subscriptions
privacy-place-mail = mail
privacy-place-rights-form = request about data
privacy-place-privacy-address = letter to the privacy address
privacy-place-sign-in = signing in
privacy-place-settings = settings
privacy-place-desk = desk
