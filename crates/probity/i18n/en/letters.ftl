# Letters: written in the foundation's own language, as plain text and as HTML.
letters-hello = Hello
letters-copy = If that does not work, copy this address into your browser:
letters-once = The link works once, for { $life }.
letters-hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
}
letters-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}

letters-confirm-subject = Confirm your e-mail address
letters-confirm = Someone, probably you, asked to join { $foundation } with this address.
letters-confirm-link = Confirm that this address is yours
letters-confirm-not-you = If it was not you, do nothing: what was entered is erased when the link runs out.

letters-already-member-subject = You already have an account
letters-already-member = Someone, probably you, asked to join { $foundation } with this address.
letters-already-member-nothing = It already has an account, so nothing was changed. You can sign in.
letters-already-member-not-you = If it was not you, there is nothing you need to do.

letters-sign-in-subject = Your link to sign in
letters-sign-in = Here is the link to sign in to { $foundation } that you asked for.
letters-sign-in-link = Sign in
letters-sign-in-not-you = If you did not ask for it, do nothing.

letters-password-subject = Your password was changed
letters-password = The password of your account at { $foundation } was just set, changed or removed.
letters-password-devices = All other devices were signed out.
letters-password-not-you = If it was not you, sign in by a link, set another password, and write to { $contact }.

letters-new-address-subject = Confirm your new e-mail address
letters-new-address = A member of { $foundation } gave this as their new address.
letters-new-address-link = Use this address
letters-new-address-not-you = If it was not you, do nothing.

letters-changing-subject = Your e-mail address is about to change
letters-changing = Someone who is signed in to your account at { $foundation } gave another address for it.
letters-changing-when = When it is confirmed there, it takes the place of this one.
letters-changing-not-you = If it was not you, sign in now, change your password, and write to { $contact }.

letters-membership-link = Look at your memberships
letters-membership-where = Which one it is, and its days, stand on your page.
letters-membership-why = You get this message because a membership cannot be kept without it.
letters-due-subject = Your certification is due again
letters-due = A membership of yours at { $foundation } ends soon. To keep it, certify your work for another year.
letters-ending-subject = Your membership ends soon
letters-ending = A membership of yours at { $foundation } ends soon. You can renew it until then without a break, and for some days after.
letters-last-day-subject = Your membership ends today
letters-last-day = Today is the last day of a membership of yours at { $foundation }. You can still renew it.
letters-ended-subject = Your membership has ended
letters-ended = A membership of yours at { $foundation } has ended. For some days more you can renew it as if in time; after that it lapses.
letters-taken-subject = Your certification took effect
letters-taken = What you certified for a membership at { $foundation } took effect.
letters-declined-subject = Your certification was declined
letters-declined = What you certified for a membership at { $foundation } was declined. Your page says why, and you can certify again.
letters-granted-subject = You were granted a membership
letters-granted = { $foundation } has granted you a membership. If you do not want it, end it on your page.
letters-gift-subject = Thank you for your gift
letters-gift = Your gift to { $foundation } has arrived. Thank you.
letters-gift-amount = Amount
letters-gift-link = See how it stands
letters-gift-keep = This message is your receipt.
letters-gift-not-you = If you gave nothing, write to { $contact }.

letters-fee-subject = Your membership fee has arrived
letters-fee = Your fee for a year of membership at { $foundation } has arrived. Thank you.
letters-fee-not-you = If you paid nothing, write to { $contact }.

letters-erased-subject = Your information was erased
letters-erased = As you asked, { $foundation } has ended your membership and destroyed the key to everything it held on you.
letters-erased-nobody = Nobody can read it any more, not even in our backups. This is the last message you get from us.
letters-erased-not-you = If this was not you, write to { $contact }.

# Alerts, to staff
letters-alert-began-subject = An alert on your sites has begun
letters-alert-began = Something on the sites of { $foundation } needs a look.
letters-alert-over-subject = An alert on your sites is over
letters-alert-over = Something on the sites of { $foundation } is well again.
letters-alert-on = { $site }: { $what }. Since { $since }.
letters-alert-off = { $site }: over at { $over }, after it began at { $since }. { $what }.
letters-alert-link = See it at the desk
letters-alert-why = You get this because you work for the foundation in a role that is told of it. It comes once when an alert begins and once when it is over.
