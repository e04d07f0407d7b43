# Giving once.
donate-title = Give
donate-about = Support the foundation with a gift, once, by card. What we ask and what happens to it stands at each question.
donate-what = A gift to { $foundation }
donate-intro = Choose how much; the rest is up to you. By sending this form you agree to the <a href="{ $policy }">privacy policy of { $date }</a>, which is recorded with what you send.
donate-named = You may name me among your donors
donate-named-hint = Without this your gift is anonymous: your name stands in our books and nowhere else.
donate-card = You pay on the card provider's own page, which comes next. Your card's number never reaches us.
donate-button = Go on to pay
donate-currency-unknown = Choose one of the currencies
donate-amount-empty = Enter an amount
donate-amount-digits = Write the amount with the digits 0 to 9
donate-amount-shape = Write the amount like { $example }
donate-amount-little = Enter an amount of more than 0
donate-amount-much = That is more than a card can give at once; write to us about a bank transfer
donate-amount-whole = { $currency } has no decimals: enter a whole number
donate-amount-decimals = Enter at most { $count } decimals in { $currency }
donate-amount-fine = Enter an amount whose last decimal is 0
donate-closed = Gifts by card are not taken now.
donate-closed-contact = If you would like to give in another way, write to <a href="mailto:{ $contact }">{ $contact }</a>.
donate-what-fee = A year of membership at { $foundation }
