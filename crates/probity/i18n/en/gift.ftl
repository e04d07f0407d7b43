# How one gift stands.
gift-title = Your gift
gift-title-thanks = Thank you for your gift
gift-created = This gift has not been paid. Nothing was charged.
gift-created-next = You can pay it now, or leave it: it is forgotten after a day.
gift-pay = Go on to pay
gift-pending = The payment is under way. We write to you when it has arrived.
gift-held = The money is reserved and not taken yet. We write to you when it is.
gift-failed = This gift was not paid, and nothing was charged. You can <a href="/donate">begin again</a>.
gift-succeeded = The card provider confirms that it has arrived.
gift-recorded = It has arrived, and it is in our books.
gift-receipt = A receipt goes to your e-mail address.
gift-partly-refunded = Some of this gift was sent back to you.
gift-refunded = This gift was sent back to you.
gift-disputed = This gift was contested at the bank. Until that is decided, the bank holds the money.
gift-lost = This gift was contested at the bank and went back.
gift-unasked = The card provider can't be reached at the moment, so we can't say yet how this gift stands.
gift-unasked-again = Nothing is lost, and nothing is charged twice: come back to this page later, or wait for our message.
gift-fee-title = Your membership fee
gift-fee-created = This fee has not been paid. Nothing was charged.
gift-fee-failed = This fee was not paid, and nothing was charged. You can begin again at <a href="/account/membership">your memberships</a>.
gift-fee-succeeded = The card provider confirms that it has arrived. <a href="/account/membership">Your memberships</a> say until when it counts; it can take a moment.
gift-fee-refunded = This fee, or some of it, was sent back to you.
gift-fee-disputed = This fee was contested at the bank.
