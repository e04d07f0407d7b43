# Signing in.
signin-title = Sign in
signin-password-hint = Leave it empty if you want a link by e-mail.
signin-button = Sign in
signin-link-button = E-mail me a link instead
signin-password-missing = Enter your password, or ask for a link instead
signin-wrong = The e-mail address or the password is not right. Check both, or ask for a link instead
signin-cookie = Signing in sets one cookie:
signin-cookie-kept = How long it is kept:
signin-cookie-more = <a href="/cookies">More about cookies</a>
signin-join = Not a member yet? <a href="/join">Join the foundation</a>.
signin-mail-sent = If the address you gave has an account, we have just written to it. Follow the link in the message to sign in.
signin-mail-life = The link works once, for { $minutes ->
    [one] one minute
   *[other] { $minutes } minutes
}.
signin-link-intro = Press the button to sign in on this device. That sets one cookie, which ends when you sign out.
