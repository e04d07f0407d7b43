# What the shipped data map calls the things that people are asked for. A translation is used only
# while the map says exactly what stands here; a foundation's own words are shown as they are.
asked-name = Name
asked-name-why = So that we know whom we are writing to. Use the name you want to be called by.
asked-email = E-mail address
asked-email-why = We write to this address to confirm that it is yours, and you sign in with it.
asked-new-email = E-mail address you are changing to
asked-new-email-why = If you give us another address, it waits here until you confirm that it reaches you.
asked-country = Country of residence
asked-country-why = The law that applies to a membership depends on where you live, and it tells us where our members are.
asked-about = About you
asked-about-why = If you would like to introduce yourself. Nobody outside the foundation sees it unless you say so.
asked-website = Website
asked-website-why = If you have a page you would like to be known by.
asked-interests = Interests
asked-interests-why = If you tell us what you care about, we can offer you the pages and letters that fit.
asked-password = Password
asked-password-why = Only if you want one: a link by e-mail signs you in just as well. We keep a fingerprint of it from which the password cannot be read.
asked-postal-address = Postal address
asked-postal-address-why = The foundation must be able to reach everyone who votes by letter. It is never shown outside the foundation.
asked-session = Sign-in cookie
asked-session-why = While you are signed in, it tells us that it is still you. It is set when you sign in and removed when you sign out; reading the site needs none.
asked-preferences = Settings cookie
asked-preferences-why = If you ask for larger text or refuse cookies, your browser keeps that wish so that you need not repeat it. It says nothing about who you are.
