# What is wrong with an answer, and the page that sends people to their mail.
check-missing-name = Enter your name
check-missing-email = Enter your e-mail address
check-missing-country = Choose your country of residence
check-missing-password = Enter a password
check-missing = { $label }: enter an answer
check-characters = { $label }: Use letters, digits and punctuation only
check-too-long = { $label } must have { $most } characters or fewer
check-too-short = { $label } must have { $least } characters or more
check-shape-email = Enter an e-mail address like name@example.org
check-shape-country = Choose your country from the list
check-shape-url = Enter a web address like https://example.org
check-shape = { $label }: enter it in another way
check-mail-title = Look into your mail
check-mail-demo = This is the demonstration: the message is in the <a href="/demo/outbox">demo outbox</a>.
