# Joining.
join-title = Join the foundation
join-intro = We ask for { $count ->
    [1] one thing
    [2] two things
    [3] three things
   *[other] { $count } things
}; the rest is up to you. By sending this form you agree to the <a href="{ $policy }">privacy policy of { $date }</a>, which is recorded with what you send. We then write to your address so that you can confirm it.
join-button = Join
join-signin = Already a member? <a href="/signin">Sign in</a>.
join-mail-sent = We have written to the address you gave. Follow the link in the message to confirm that it is yours; you are a member from then on.
join-mail-life = The link works for { $hours ->
    [one] one hour
   *[other] { $hours } hours
}. If you never use it, what you entered is erased.
join-mail-missing = Nothing there? Look among the unwanted messages, or join again.
join-about = Become a member: what we ask, why, how long we keep it and who sees it stands at each question.
