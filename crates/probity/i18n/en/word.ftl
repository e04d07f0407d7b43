# The closed words of a policy as they stand inside a sentence; how lists, periods and retentions read.
word-purpose-intrusion-protection = protection against intrusion
word-purpose-availability-performance = the availability and performance of the sites
word-purpose-communication = communication
word-purpose-secure-access = access to secure areas
word-purpose-service-provision = providing the services of the sites
word-purpose-content-improvement = improving the content of the sites
word-purpose-fraud-prevention = preventing and detecting fraud
word-purpose-delegated-function = work done on our behalf
word-purpose-membership = membership
word-purpose-voting = voting
word-purpose-payment = payment
word-purpose-legal-compliance = what the law requires
word-purpose-rights-fulfilment = answering your requests about your data
word-purpose-marketing = marketing
word-purpose-profiling = profiling
word-purpose-sale = sale
word-role-system = our software
word-role-person = you
word-role-public = anyone
word-role-membership-staff = staff for membership
word-role-finance-staff = staff for finance
word-role-communications-staff = staff for communications
word-role-infrastructure-staff = staff for infrastructure
word-role-privacy-officer = our privacy officer
word-role-auditor = the auditor
word-recipient-processor = a processor that works for us
word-recipient-payment-provider = the payment provider
word-recipient-third-party = a third party
word-recipient-authority = an authority
word-recipient-public = the public
word-ground-none = no ground
word-ground-authorised = the person authorised it
word-ground-necessary = it is necessary for what the person asked
word-ground-fraud = it is required to check for fraud or misuse
word-ground-law = the law requires it
word-list-next = { $before }, { $next }
word-list-last = { $before } and { $last }
word-period-years = { $count ->
    [one] { $count } year
   *[other] { $count } years
}
word-period-months = { $count ->
    [one] { $count } month
   *[other] { $count } months
}
word-period-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
word-period-hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
}
word-period-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
word-period-seconds = { $count ->
    [one] { $count } second
   *[other] { $count } seconds
}
word-keep-account = until the account is erased
word-keep-never = not at all: it passes through and is never stored
word-keep-after-collection = for { $period } after it was collected
word-keep-after-transaction = for { $period } after the payment
word-keep-after-end-of-membership = for { $period } after the end of the membership
word-keep-after-last-use = for { $period } after its last use
