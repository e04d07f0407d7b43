# What a person has paid.
payments-title = Your payments
payments-none = You have not paid anything here.
payments-give = <a href="/donate">Give</a>
payments-when = When
payments-amount = Amount
payments-standing = How it stands
payments-name = Your name
payments-named = May be named
payments-anonymous = Anonymous
payments-gone = no longer kept
payments-created = Not paid
payments-pending = Under way
payments-held = Reserved
payments-failed = Not paid; over
payments-succeeded = Paid
payments-partly-refunded = Partly sent back
payments-refunded = Sent back
payments-disputed = Contested
payments-won = Paid; was contested
payments-lost = Contested and gone back
