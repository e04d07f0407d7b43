# The desk: where staff work.
desk-menu = Desk
desk-as = You are here as: { $role }
desk-breadcrumb = Breadcrumb
desk-continue = Continue
desk-cancel = Cancel
desk-pages = Pages

# The menu
desk-overview = Overview
desk-people = People
desk-policy = Policy
desk-ledger = Ledger
desk-staff = Staff
desk-usage = Usage
desk-mail = Mail queue
desk-me = About you

# Roles, as labels
desk-role = Role
desk-role-hint = The policy says what each role may see and do; the page “Policy” lists it.
desk-role-system = Our software
desk-role-person = The person themself
desk-role-public = Anyone
desk-role-membership-staff = Membership
desk-role-finance-staff = Finance
desk-role-communications-staff = Communications
desk-role-infrastructure-staff = Infrastructure
desk-role-privacy-officer = Privacy officer
desk-role-auditor = Auditor

# Signing in
desk-signin-title = Sign in at the desk
desk-signin-lead = For our staff. You need your password and a code from your authenticator app.
desk-signin-email = Work address
desk-signin-email-wrong = Enter your work address, like name@example.org
desk-signin-password = Password
desk-signin-password-missing = Enter your password
desk-signin-wrong = The address or the password is not right. Check both
desk-signin-again = That took too long, or was finished elsewhere. Sign in again
desk-signin-cookie = Signing in sets one cookie. It holds a random number that tells us it is still you, and nothing else. It ends when you sign out, and { $hours ->
    [one] at the latest an hour after you signed in
   *[other] at the latest { $hours } hours after you signed in
  }. Each sign-in is on the ledger under your number.
desk-signin-member = Are you a member? <a href="/signin">Sign in here</a>.
desk-signin-button = Sign in
desk-code-title = One more step
desk-code-lead = Your password is right. Now enter the code that your authenticator app shows.
desk-code = Code
desk-code-hint = Six digits, each code once. Or one of your recovery codes.
desk-code-wrong = This code does not count (any more). Wait for the next one and enter that
desk-code-lost = Lost phone and recovery codes? Ask a privacy officer, or whoever runs the servers, for a new link.
desk-start-again = Start again

# Enrolling
desk-enrol-title = Set up your sign-in
desk-enrol-lead = You are to work here as: { $role }. Set a password and a second factor, and you are in.
desk-enrol-first = 1. A password
desk-enrol-second = 2. A second factor
desk-enrol-password = Password
desk-enrol-password-hint = At least 12 characters. Three or four words work well.
desk-enrol-password-missing = Enter a password
desk-enrol-app = Open an authenticator app on your phone and let it read this picture.
desk-enrol-picture = Picture of the key for your authenticator app; the same key stands beside it as text
desk-enrol-type = No camera? Type this key into the app instead:
desk-enrol-kind = By time, six digits, every thirty seconds. Nobody can show you this key again.
desk-enrol-code = Code
desk-enrol-code-hint = The six digits that the app shows now.
desk-enrol-code-wrong = This is not the code of the key above. Check that the clock of your phone is right, and enter the code that the app shows now
desk-enrol-button = Set up and sign in
desk-codes-title = Your recovery codes
desk-codes-lead = Each lets you in once when your phone is lost. They are shown now and never again: we keep fingerprints of them only.
desk-codes-keep = Print them, or write them down, and keep them where your phone is not.
desk-codes-go = I have kept them: go to the desk

# The door of a demonstration
desk-enter-title = Enter the desk
desk-enter-lead = Press the button to sign in as an invented member of the staff. That is recorded on the ledger.
desk-enter-demo = This link exists in this demonstration only, and here alone password and second factor are skipped. On a real installation nobody of the staff gets in without both.
desk-enter-button = Enter

# Overview
desk-overview-title = The desk
desk-overview-lead = This page counts and shows nobody. Opening a person's record needs a reason, and is on the ledger.
desk-people-active = People
desk-people-restricted = Restricted
desk-people-erased = Erased
desk-entries = Entries
desk-checks = Promises
desk-checks-hold = Every check of <a href="/privacy/kept">the promises</a> held when the service last looked
desk-checks-fail = Something does not hold: see <a href="/privacy/kept">the promises</a>
desk-checks-none = Not looked at yet: <a href="/privacy/kept">the promises</a>
desk-kinds-counting = The entries are still being counted.
desk-cases-fine = The cases of the policy, { $seen } of them, were answered as expected at the last look.
desk-cases-wrong = Of { $seen } cases of the policy, { $wrong } were not answered as expected at the last look.
desk-cases-none = The cases of the policy have not been put yet since the service started.
desk-health = How it stands
desk-health-keys = Key store
desk-health-keys-open = Answers
desk-health-keys-closed = Does not answer: nothing can be opened
desk-usage-own = This site's own requests
desk-usage-recorded = Recorded; none was dropped since the start
desk-usage-dropped = { $count ->
    [one] One was dropped since the start: more came than could be recorded
   *[other] { $count } were dropped since the start: more came than could be recorded
}
desk-usage-off = Not recorded
desk-mail-sum = { $waiting } waiting, { $doubtful } in doubt, { $failed } given up
desk-staff-sum = { $staff } can sign in, { $invited } invited
desk-policy-in-force = Policy in force
desk-updated = last updated { $date }
desk-kinds = Entries by what was done
desk-kind = What was done
desk-kind-collect = Taken in
desk-kind-use = Used
desk-kind-show = Shown
desk-kind-disclose = Disclosed
desk-kind-send = Sent
desk-kind-correct = Corrected
desk-kind-restrict = Restricted or lifted
desk-kind-erase = Erased
desk-kind-consent = Agreed to
desk-kind-withdraw = Agreement taken back
desk-kind-agreement = Agreement with a processor
desk-kind-publish = Policy published
desk-kind-staff-sign-in = Staff signed in
desk-kind-restore = Copy restored
desk-kind-rotate = Master key changed
desk-kind-refuse = Refused
desk-kind-confirm = Confirmed
desk-kind-sign-out = Signed out
desk-kind-sign-in = Signed in

# People
desk-people-title = Find a person
desk-people-lead = The answer only says whether there is such a person.
desk-people-who = E-mail address or number
desk-people-who-hint = The whole address, as the person writes it, or the number of their record.
desk-people-who-wrong = Enter a whole e-mail address, or a number like 2f1c7a54-9d0e-4b7a-8a55-3f9d1c0b7e21
desk-people-number = Number
desk-people-number-hint = The number of their record, like 2f1c7a54-9d0e-4b7a-8a55-3f9d1c0b7e21. Your role does not look people up by address.
desk-people-find = Find
desk-people-nobody = We hold nothing on anybody with this address or number.
desk-people-record = A search by address is on the ledger. The person who was found sees it on their own page.
desk-purpose = What is it for?
desk-purpose-column = Purpose
desk-purpose-hint = These are the purposes that the policy allows your role.
desk-purpose-missing = Choose what it is for
desk-need = Why do you open it?
desk-reason = Reason
desk-purpose-rights = Answering people's requests about their data
desk-record-what = What
desk-record-value = As we hold it
desk-record-clause = Clause
desk-need-hint = The person will read this.
desk-need-missing = Choose why you open the record
desk-need-question = The person asked us something
desk-need-correction = Something is wrong and is being put right
desk-need-membership = Work on their membership or a vote
desk-need-payment = Work on a payment, a receipt or a refund
desk-need-letter = Something is to be sent to them, or came back
desk-need-misuse = Something looks like fraud or abuse
desk-need-order = An authority or a court asks
desk-need-review = Our records are being reviewed
desk-record-title = A person's record
desk-record-found = There is such a person. To open their record, say what for and why.
desk-record-seen = Before anything is opened, the ledger records your number, your role, the purpose and the reason. The person can read all four.
desk-record-open = Open the record
desk-record-once = This is shown once. To see it again, state the need again. The page closes itself after { $minutes } minutes.
desk-record-entry = Entry on the ledger
desk-record-restricted = Use of this record is restricted
desk-record-restricted-note = The person has asked for it. Until they lift it, it may be opened for their own rights and for what the law requires, and for nothing else.
desk-record-refused = The policy does not allow this
desk-record-refused-note = Nothing was opened. The refusal is on the ledger.
desk-record-empty = Nothing is held on this person that your role may see for this purpose.
desk-record-close = Close the record
desk-record-closed = The record was closed.
desk-number = Number

# Policy
desk-policy-title = The policy
desk-versions = Published versions
desk-version = Version
desk-version-updated = Last updated
desk-version-effective = In force from
desk-version-rules = Rules
desk-version-in-force = in force
desk-policy-compare = Each version links to its page. To compare two of them rule by rule, run <code>probity policy compare OLD NEW</code>.
desk-roles = What each role may do
desk-roles-lead = Read off the rules of the version in force. What is not listed is refused.
desk-roles-mine = your role
desk-roles-nothing = Nothing with information about people.
desk-roles-see = May see
desk-roles-use = May work with
desk-roles-send = May write with
desk-roles-same = The same

# Ledger
desk-ledger-title = The ledger
desk-ledger-lead = What was done, for what, under which clause: without whom it is about, which only they and the software know.
desk-check = Is it whole?
desk-root = Root
desk-checked = Last checked here
desk-check-button = Check every entry now
desk-check-running = Being checked: { $done } of { $all }.
desk-check-reload = See how far it is
desk-check-fine = { $at }: all { $entries } entries are as they were written.
desk-check-wrong = { $at }: something is wrong.
desk-check-never = Not since the service started
desk-checkpoint = Signed checkpoint
desk-latest = Latest entries
desk-index = Entry with the index
desk-index-find = Find
desk-index-unknown = The ledger has no entry with this index.
desk-entry = Entry
desk-by = By
desk-clauses = Clause and version
desk-at = When
desk-newest = Newest entries
desk-older = Older entries

# Staff
desk-staff-title = Who works here
desk-staff-lead = Each look at this page is recorded with those whose names it shows.
desk-staff-now = Staff
desk-staff-me = you
desk-staff-not-enrolled = has not enrolled yet
desk-staff-duties = Duties
desk-staff-email = Work address
desk-since = Since
desk-until = Until
desk-staff-change = Change
desk-staff-again = New enrolment link
desk-staff-again-note = For somebody who lost phone and recovery codes. Make sure that it is them who ask.
desk-staff-remove = End their work here
desk-staff-remove-note = Their sessions end, and what we hold on them is erased at once. The ledger keeps their number and role.
desk-staff-sure = I am sure: this cannot be undone
desk-staff-not-sure = Tick that you are sure, and press the button again
desk-staff-add = Add somebody
desk-staff-add-button = Add and make an enrolment link
desk-staff-link-title = Enrolment link
desk-staff-link-note = It is shown now and never again. It works once, for three days. Hand it over in private.
desk-staff-value-missing = Fill this in
desk-staff-value-wrong = Enter this in another form; it does not fit
desk-staff-role-missing = Choose a role
desk-staff-taken = This address belongs to a member of staff already. Enter another
desk-staff-nobody = Nobody on the staff has this number any more
desk-staff-last-officer = This is the last privacy officer who can sign in. Add another and let them enrol first
desk-staff-former = Who worked here
desk-staff-former-note = Their names are erased. The number is what stands on the ledger beside what they did.

# Mail
desk-mail-title = The mail queue
desk-mail-lead = How many messages are on their way. Addresses are opened when a message leaves, and never here.
desk-mail-waiting = Waiting
desk-mail-doubtful = In doubt
desk-mail-failed = Given up
desk-mail-none = No message is in doubt, and none was given up.
desk-mail-open = Messages that did not leave for certain
desk-mail-number = Message
desk-mail-kind = Kind
desk-mail-state = State
desk-mail-attempts = Attempts

# Oneself
desk-me-title = What we hold on you
desk-me-lead = Staff are people too: this is everything the foundation holds on you because you work here. Showing it to you is on the ledger.
desk-me-entries = Entries about you
desk-me-credentials = Your password, the key of your second factor and fingerprints of your recovery codes are sealed too, and never shown, not even to you. To correct something, ask a privacy officer.

# Memberships
desk-memberships = Memberships
desk-memberships-title = Memberships
desk-memberships-lead = How many there are, and which numbers. Who somebody is shows their record only, which opens at People for a stated need.
desk-memberships-none = Nobody holds or has asked for a class beside the one that comes with the account.
desk-membership-class = Class
desk-membership-state = State
desk-membership-count = How many
desk-membership-joined = Member since, or asked
desk-membership-more = More
desk-membership-nobody-listed = There is nobody.
desk-membership-grant = Grant a membership
desk-membership-who-hint = The number of the person. Their record shows it.
desk-membership-grant-button = Grant: { $class }
desk-membership-granted = It is granted, and we write to the person.
desk-membership-held = They hold it already
desk-membership-nobody = No person with an account has this number
desk-certifications = Certifications
desk-certifications-title = Certifications to look at
desk-certifications-lead = Members who vote say themselves how much they do. It takes effect on the day you agree.
desk-certifications-waiting = Waiting, the longest first
desk-certifications-none = None.
desk-certification-title = A certification
desk-certification-look = Look at it
desk-certification-hours = Certified
desk-certification-address = Postal address
desk-certification-held = is held
desk-certification-not-held = is not held
desk-certification-approve-note = If you agree, it takes effect today, and we write to the person.
desk-certification-approve = It takes effect
desk-certification-reason = Or decline it, because
desk-certification-reason-hint = The person reads these words.
desk-certification-reason-missing = Choose why it is declined
desk-certification-decline = Decline it
desk-certification-approved = It took effect.
desk-certification-declined = It is declined, and the person can read why.
desk-certification-gone = It was decided or taken back already
desk-certification-restricted = The person had the use of their information restricted: nothing may be done with it now
desk-payments = Payments
desk-payments-title = Payments
desk-payments-lead = How many there are and how they stand. What a payment is opens when you look at it, on the person's ledger.
desk-payments-none = There are no payments.
desk-payments-none-listed = There are none.
desk-payment-title = A payment
desk-payment-number = Number of the payment
desk-payment-standing = How it stands
desk-payment-count = How many
desk-payment-way = How it came
desk-payment-card = by card
desk-payment-by-hand = put on record here
desk-payment-look = Look at it
desk-payment-more = More
desk-payment-close = Close
desk-payment-reference = Reference
desk-payment-received = Received on
desk-payment-currency = Currency
desk-payment-waiting = Waits for a second look
desk-payment-new-title = Put a payment on record
desk-payment-new-lead = One that came by bank transfer, by cheque or on an invoice. Above { $above } whole units of its currency it counts when a second one of you has looked at it.
desk-payment-new-button = Put it on record
desk-payment-who = Who paid
desk-payment-who-hint = Their number, or the e-mail address for the receipt. Of an address that we do not know a new donor is made.
desk-payment-transfer = Bank transfer
desk-payment-cheque = Cheque
desk-payment-invoice = Invoice
desk-payment-way-missing = Choose how it came
desk-payment-received-wrong = Enter the day it came, today or before
desk-payment-reference-missing = Enter the reference as it stands in the bank's books or on the invoice
desk-payment-reference-known = A payment with this reference is on record already
desk-payment-counts = It is on record and counts. The receipt is on its way.
desk-payment-waits = It is on record and waits for a second look.
desk-payment-rejected = It does not count.
desk-payment-sent = The money is on its way back.
desk-payment-later = The card provider can't be reached now. If an order was begun, it is tried again by itself; look at the payment later.
desk-payment-decide-note = Compare it with the bank's books. If you agree, it counts, and the receipt leaves.
desk-payment-agree = It counts
desk-payment-reject = It does not
desk-payment-same = You put this payment on record: somebody else decides on it
desk-payment-over = This was decided already
desk-payment-refused = The card provider does not send it back; its own pages say more
desk-payment-too-much = That is more than is left of this payment
desk-payment-nothing = Nothing is left that could be sent back
desk-payment-contested = A bank contests this payment and decides where the money goes
desk-payment-no-agreement = No agreement with the card provider is in force: no cards are taken. See probity processor.
desk-payment-no-agreement-refund = No agreement with the card provider is in force, so no amount is told to it: only all of it can be sent back
desk-payment-agreement-ends = The agreement with the card provider ends after { $day }; then no cards are taken.
desk-refunds = Money sent back
desk-refund-title = Send money back
desk-refund-note = To the card it came from; what came another way, you send back that way, and note it here.
desk-refund-all = all that was left
desk-refund-all-button = Send all that is left back
desk-refund-some = How much
desk-refund-some-button = Send this much back
desk-refund-begun = ordered
desk-refund-sent = sent
desk-refund-refused = refused
desk-refund-unclear = unclear: look at the provider
