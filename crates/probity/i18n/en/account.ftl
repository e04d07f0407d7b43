# The pages of an account.
account-pages = Your account
account-overview = Overview
account-profile = Profile
account-membership = Memberships
account-data = Your data
account-uses = Uses
account-payments = Payments
account-consents = Consents
account-sessions = Sign-ins
account-password = Password
account-leave = Leave
account-save = Save
account-cancel = Cancel
account-number = { $count }

account-done-joined = Your address is confirmed. Welcome: you are a member.
account-done-password = Your password is set. All other devices were signed out.
account-done-corrected = It is corrected, and the correction is on the ledger.
account-done-removed = It is removed, and that is on the ledger.
account-done-restricted = Use of your information is restricted from now on.
account-done-unrestricted = The restriction has ended.
account-done-unchanged = Everything was left as it is, so nothing was recorded.
account-done-confirmed = Thank you. That it all still holds is on the ledger.
account-done-withdrawn = You took it back. That counts from this moment, and it is on the ledger.
account-done-agreed = You agreed to it again, and that is on the ledger.
account-done-ended = That sign-in has ended.
account-done-others = All other sign-ins have ended.
account-done-asked = We have it. Your page says when it takes effect.
account-done-begun = It is yours from today.
account-done-cancelled = It has ended.

# Overview
account-title = Your account
account-standing-member = You are a member.
account-standing-voting-member = You are a voting member.
account-standing-supporting-member = You are a supporting member.
account-standing-donor = You have an account as a donor.
account-standing-staff = You have an account as staff.
account-standing-applicant = You have asked to become a member.
account-since = We have known you since { $date }.
account-asked = What is asked of you
account-asked-nothing = Nothing at the moment.
account-asked-address = A new e-mail address waits to be confirmed until { $date }. Follow the link in the message that we sent there, or <a href="/account/data/correct/email">enter an address anew</a>.
account-asked-undelivered = A message to you did not arrive, or perhaps did not. Please <a href="/account/profile">check your e-mail address</a>.
account-asked-doubtful = It is more than a year ago that you gave or confirmed:
account-asked-check = Does it still hold?
account-asked-restricted = Use of your information is restricted at your wish. You can <a href="/account/data#limits">end that</a> whenever you like.
account-lately = Who used it lately
account-lately-caption = Uses of your information in the last 30 days: used, shown, sent, given away
account-lately-by = By whom
account-lately-count = How often
account-entries = { $count ->
    [one] The ledger holds { $count } entry about you.
   *[other] The ledger holds { $count } entries about you.
}
account-entries-all = See them all
account-sign-ins = Your last sign-ins
account-sign-ins-none = There is none on record.
account-sign-ins-all = Where you are signed in now

# Profile
account-profile-title = Your profile
account-profile-lead = Everything you told us, to be changed in one go. What you may leave empty is marked as optional: empty it, and it is removed. Showing this page to you is on the ledger too.
account-profile-right = Is it all still right? Then say so: we ask from time to time.
account-profile-confirm = These are right
account-profile-email = We write to a new address first. It takes the place of the old one when you follow the link in that message.
account-profile-postal = Never shown outside the foundation: not on a page, not in a list, not in a message that our software writes. <a href="/privacy#C7">Clause C7</a> says so.
account-profile-locked = You took back your agreement to our use of this, so it is locked. Changing it here is agreeing anew.
account-profile-confirmed = Last given or confirmed on { $date }.
account-profile-doubtful = Does it still hold?

# One value
account-correct-title = Correct: { $label }
account-correct-empty = Leave it empty to have it removed.

# Your data
account-data-title = What we hold on you
account-data-lead = { $count ->
    [one] This is the { $count } value that we hold on you, and nothing else. Showing it to you is on the ledger too.
   *[other] These are all { $count } values that we hold on you, and nothing else. Showing them to you is on the ledger too.
}
account-data-readable = Download everything, readable
account-data-json = Download everything, for machines (JSON)
account-data-values = Values
account-data-kind = Kind
account-data-why = Why we have it
account-data-source = Where it came from
account-data-confirmed = Last given or confirmed
account-data-under = Collected under
account-data-version = the policy of { $date }
account-data-kept = How long we keep it
account-data-correct = Correct
account-data-missing = What you have not told us
account-data-missing-lead = You may; you need not.
account-data-add = Add:
account-data-locked = You took back your agreement to our use of this. We keep it locked until you <a href="/account/consents">agree again or have it removed</a>.
account-data-more = See also <a href="/account/uses">who used it, and why</a>, <a href="/account/consents">what you agreed to</a> and <a href="/account/sessions">where you are signed in</a>. You can <a href="/account/erase">leave the foundation and erase everything</a> at any time.
account-never-shown = Kept as a fingerprint only, from which it cannot be read. It is never shown, not even to you.
account-until = Until { $date }
account-until-removed = Until you remove it, or leave
account-until-left = Until you leave
account-limit = Limit what we do with it
account-limit-on = Use of your information is restricted at your wish: we keep it, and do with it only what you ask or the law demands.
account-limit-off = If you believe that something here is wrong, or wrongly used, you can have its use restricted while it is looked into. We then keep it, and do with it only what you ask or the law demands.
account-limit-begin = Restrict the use
account-limit-end = End the restriction

# Uses
account-uses-title = Who used it, and why
account-uses-lead = { $count ->
    [one] The ledger holds { $count } entry about you. It is numbered, so that you can tell that none is missing, and has its proof.
   *[other] The ledger holds { $count } entries about you, numbered without a gap, so that you can tell that none is missing. Each has its proof.
}
account-uses-groups = By whom
account-uses-by-all = All
account-uses-by-others = Everyone but you
account-uses-by-software = Our software
account-uses-by-staff = Our staff
account-uses-by-outside = Somebody outside
account-uses-by-you = You yourself
account-uses-filter = Show only some entries
account-uses-what = What was done
account-uses-kind = Kind of information
account-uses-anything = Anything
account-uses-from = From
account-uses-to = To
account-uses-sift = Show these
account-uses-reset = Show all again
account-uses-what-uses = Any use of it
account-uses-what-use = Used by our software
account-uses-what-show = Shown to somebody
account-uses-what-send = Sent in a message to you
account-uses-what-disclose = Given to somebody outside
account-uses-what-collect = Given or recorded
account-uses-what-correct = Corrected or removed
account-uses-what-confirm = Confirmed as right
account-uses-what-consent = Agreed to
account-uses-what-withdraw = Agreement taken back
account-uses-what-restrict = Restricted, or that ended
account-uses-what-refuse = Refused
account-uses-what-sign-in = Signed in
account-uses-what-sign-out = Signed out
account-uses-found = { $count ->
    [one] { $count } of { $total } entries.
   *[other] { $count } of { $total } entries.
}
account-uses-nothing = Nothing of that kind is on record about you. If you expected something, ask for less: another kind, more days, anyone.
account-uses-no-page = There are not as many pages as that.
account-uses-csv = Download these as a table (CSV)
account-uses-json = Download these for machines (JSON)
account-uses-pages = Pages of entries
account-uses-page = Page { $page } of { $pages }
account-uses-newer = Newer entries
account-uses-older = Older entries

# Consents
account-consents-title = What you agreed to
account-consents-lead = Each agreement in the words you were shown, and since when. You can take back each with one button, and refusing costs you nothing.
account-consents-none = You have agreed to nothing that needs an agreement.
account-consents-tag-ended = taken back
account-consents-since = Agreed on
account-consents-until = Taken back on
account-consents-ended = Taken back on { $date }
account-consents-words = In these words
account-consents-clause = Clause { $clause } of the policy of { $date }
account-consents-policy = The policy of { $date }
account-consents-effect = If you take it back, that counts from this moment on.
account-consents-field-effect = If you take it back, what you entered is locked at once: we keep it, and do with it only what you ask or the law demands. You can then have it removed too.
account-consents-given-under = Some of your information was given under this version, and stays under it, whatever comes later. Taking back your agreement is recorded but removes nothing: for that, <a href="/account/profile">empty what is optional</a> or <a href="/account/erase">leave</a>.
account-consents-locked = What you entered is locked: we do with it only what you ask or the law demands. You can have it removed, or agree again.
account-consents-gone = What you entered is removed.
account-consents-withdraw = Take it back
account-consents-again = Agree again
account-consents-remove = Remove what I entered
account-consents-history = { $count ->
    [one] What is on record ({ $count } entry)
   *[other] What is on record ({ $count } entries)
}

# Sign-ins
account-sessions-title = Where you are signed in
account-sessions-lead = { $count ->
    [one] You are signed in on { $count } device: this one.
   *[other] You are signed in on { $count } devices, this one among them.
}
account-sessions-held = Of each we keep a fingerprint of its cookie, when and how you signed in, when it was last used (to the hour), and when it ends. We keep neither the address nor the browser of the device, so we cannot say which one it is.
account-session-here = this device
account-session-password = By password
account-session-link = By a link that we mailed
account-session-confirmation = When you confirmed your address
account-session-new-password = When you set a password
account-session-unknown = Signed in
account-session-since = Since
account-session-used = Last used
account-session-now = Now
account-session-until = Ends, unless it is used again
account-session-end = End this sign-in
account-session-end-here = Sign out here
account-session-end-others = End all other sign-ins
account-sessions-life = A sign-in ends { $hours ->
    [one] an hour
   *[other] { $hours } hours
} after it was last used, and at the latest { $days ->
    [one] a day
   *[other] { $days } days
} after it began.

# Password
account-password-change = Change your password
account-password-set = Set a password
account-password-lead = All other devices are signed out when it changes.
account-password-current = Current password
account-password-new = New password
account-password-hint = At least { $least } characters. Three or four words work well.
account-password-enter = Enter a new password
account-password-wrong = Your current password is not right

# Leaving
account-erase-title = Leave and erase everything
account-erase-lead = If you go on:
account-erase-key = { $count ->
    [one] the only key to your { $count } value is destroyed, so that nobody can read it again, not even in the backups;
   *[other] the only key to your { $count } values is destroyed, so that nobody can read them again, not even in the backups;
}
account-erase-membership = your membership ends, and you are signed out everywhere;
account-erase-message = we write one last message to your address, to say that it is done;
account-erase-ledger = the ledger keeps its entries as sealed numbers that no longer say anything about you, so that it can still be checked.
account-erase-undone = This cannot be undone. You may want to <a href="/account/data/export.html">download everything</a> first.
account-erase-tick = Tick the box if you want everything erased
account-erase-sure = Yes, erase everything about me
account-erase-do = Erase everything
account-erase-stay = Keep my account

# The download
account-export-title = Everything { $foundation } holds on you
account-export-lead = Written on { $date }, from { $site }. Your number with us is { $subject }.
account-export-entries = Every entry of the ledger about you
account-export-clause = Allowed by clause { $clause } of the policy of { $version }
account-export-index = Entry { $index } of the ledger
account-export-checkpoint = The checkpoint that covers them
