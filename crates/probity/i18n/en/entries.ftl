# The entries of the ledger in sentences. What each is about follows after a colon, in the words of
# the data map, so none of these has an end.
entries-given = You gave us
entries-given-at = You gave us, { $place }
entries-recorded = Recorded by { $who }
entries-recorded-at = Recorded by { $who }, { $place }
entries-used = Used by { $who }
entries-used-for = Used by { $who }, for { $purpose }
entries-shown = Shown to { $who }
entries-shown-for = Shown to { $who }, for { $purpose }
entries-refused = Refused to { $who }
entries-refused-for = Refused to { $who }, for { $purpose }
entries-shown-need = Shown to { $who } (number { $number }), for { $purpose }, with the reason “{ $need }”
entries-refused-need = Refused to { $who } (number { $number }), for { $purpose }, with the reason “{ $need }”
entries-searched = Looked up by { $who } (number { $number }), for { $purpose }
entries-disclosed = Given to { $receiver }
entries-disclosed-for = Given to { $receiver }, for { $purpose }
entries-disclosed-because = Given to { $receiver }, for { $purpose } ({ $ground })
entries-corrected-you = You corrected
entries-corrected = Corrected by { $who }
entries-removed-you = You removed
entries-removed = Removed by { $who }
entries-confirmed = You said that it still holds
entries-restricted = The use of what we hold was restricted by { $who }
entries-unrestricted = The restriction of use was ended by { $who }
entries-erased = Erased by { $who }
entries-other = Recorded by { $who }

entries-signed-in = You signed in
entries-signed-in-password = You signed in, by password
entries-signed-in-link = You signed in, by a link that we mailed
entries-signed-in-confirmation = You confirmed your address and were signed in
entries-signed-in-new-password = You set a password and were signed in anew
entries-signed-out = You signed out
entries-signed-out-another = You ended the sign-in of another device
entries-signed-out-others = You ended the sign-ins of all other devices

entries-sent = We wrote to you, using
entries-sent-confirm = We wrote to you to confirm your address, using
entries-sent-already-member = We wrote to you because someone joined with your address, using
entries-sent-sign-in = We wrote to you with a link to sign in, using
entries-sent-password-changed = We wrote to you because your password was changed, using
entries-sent-new-address = We wrote to you to confirm a new address, using
entries-sent-address-changing = We wrote to you because a new address was given for your account, using
entries-sent-reminder = We wrote to you because a membership ends, using
entries-sent-membership = We wrote to you about a membership, using
entries-sent-erased = We wrote to you to say that everything is erased, using

entries-agreed = You agreed
entries-agreed-field = You agreed to our use of what you entered under
entries-agreed-policy = You agreed to the privacy policy of { $date }
entries-agreed-topic = You agreed to messages about { $topic }
entries-agreed-purpose = You agreed to use for { $purpose }
entries-agreed-disclosure = You agreed that it is given to { $receiver }
entries-took-back = You took back an agreement
entries-took-back-field = You took back your agreement to our use of what you entered under
entries-took-back-policy = You took back your agreement to the privacy policy of { $date }
entries-took-back-topic = You took back your agreement to messages about { $topic }
entries-took-back-purpose = You took back your agreement to use for { $purpose }
entries-took-back-disclosure = You took back your agreement that it is given to { $receiver }

# After "by" and "to".
entries-who-system = our software
entries-who-person = you
entries-who-public = anyone
entries-who-membership-staff = staff for membership
entries-who-finance-staff = staff for finance
entries-who-communications-staff = staff for communications
entries-who-infrastructure-staff = staff for infrastructure
entries-who-privacy-officer = our privacy officer
entries-who-auditor = the auditor
entries-who-other = somebody at the foundation

entries-to-other = somebody outside

# Where something was given.
entries-at-join-form = on the form to join
entries-at-confirm-form = on the page where you confirmed your address
entries-at-account-page = on the pages of your account
entries-at-enrolment-form = on the form for voting members
entries-at-sign-in-form = when you signed in
entries-at-give-form = on the form for gifts
entries-at-sponsor-form = on the form for sponsors
entries-at-desk = at the staff desk

entries-clause = allowed by clause { $clause }
entries-proof = entry { $seq } and its proof
