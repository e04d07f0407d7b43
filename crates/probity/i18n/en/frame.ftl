# What stands around every page.
frame-skip = Skip to the content
frame-demo = Demonstration
frame-demo-note = This is a demonstration: no mail leaves this machine. <a href="/demo/outbox">Read the mail it would have sent</a>
frame-main-menu = Main
frame-footer = Footer
frame-privacy = Privacy
frame-policy = Privacy policy
frame-ledger = Ledger
frame-public-ledger = Public ledger
frame-join = Join
frame-donate = Give
frame-sign-in = Sign in
frame-sign-out = Sign out
frame-account = Account
frame-desk = Desk
frame-contact = Is something about you wrong, or wrongly used? Write to <a href="mailto:{ $contact }">{ $contact }</a>.
frame-updated = Privacy policy last updated { $date }.
frame-noscript = You read this without JavaScript. Everything works; times are given in UTC unless you choose your time zone.
frame-crumbs = Where you are
