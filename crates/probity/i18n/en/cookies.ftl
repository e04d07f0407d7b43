# The page on cookies, and what stands in place of a sign-in without its cookie.
cookies-title = Cookies
cookies-lead = You can read every page of this site without a cookie. { $count ->
    [one] There is one, and it is
    [2] There are two, and each is
   *[other] There are { $count }, and each is
} set only when you ask for what it does. None of them follows you anywhere or goes to anybody.
cookies-name = Name
cookies-purpose = What it is for
cookies-life = How long it is kept
cookies-holds = What it holds
cookies-here = In your browser now
cookies-here-yes = Yes.
cookies-here-no = No.
cookies-missing = Without it
cookies-refused = refused
cookies-refuse = Refuse this cookie
cookies-allow = Allow this cookie again
cookies-unknown = This software sets no such cookie.
cookies-signin-holds = A random number that says nothing by itself. We keep its fingerprint to recognise it.
cookies-signin-missing = You cannot sign in on this browser. Everything else works: reading, joining, confirming your address.
cookies-signin-life = Here it ends earlier: { $hours ->
    [one] an hour
   *[other] { $hours } hours
} after you last used it, and at the latest { $days ->
    [one] a day
   *[other] { $days } days
} after you signed in.
cookies-settings-holds = The choices themselves, in words: the size of text, the language, the time zone, and which cookies you refuse.
cookies-settings-missing = Nothing is kept of how you like to read. Your browser can make text larger, and <code>?lang=de</code> at the end of an address shows it in German.
cookies-all-title = All of them
cookies-all-refuse = Refuse all cookies
cookies-all-allow = Allow all cookies again
cookies-left-title = How long a page was looked at
cookies-left = When you leave a page, a small script tells this site the address of the page. Together with your IP address and browser that says how long the last page of a visit was looked at: <a href="/privacy/data">what we keep of visits, what for and for how long</a>. It sets no cookie, and tells nobody else. If you refuse a cookie here, or your browser objects by Global Privacy Control, no page does it.
cookies-left-on = With your choices so far, pages do it.
cookies-left-off = With your choices, no page does it.
cookies-remembered = So that you need not say it on every page, a refusal is kept in the settings cookie, as a word like <code>cookies.refused</code> that is the same for everyone who refuses. It tells nobody apart. If you do not want even that, have your browser block or clear our cookies: the site works the same.
cookies-signs-out = You are signed in: refusing the sign-in cookie signs you out.
cookies-signin-title = Sign in
cookies-signin-refused = You refused the sign-in cookie on this browser. Without it we could not tell on the next page that it is still you, so signing in is what is missing. Nothing else is.
cookies-signin-allow = Allow the sign-in cookie
cookies-signin-more = What it holds and how long it is kept: <a href="/cookies">cookies</a>.
cookies-confirmed = Your address is confirmed, and you are a member. You are not signed in, because you refused the cookie for it on this browser. To sign in, <a href="/cookies">allow it</a> or use another browser.
cookies-confirmed-title = Your address is confirmed
