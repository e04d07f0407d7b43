# Confirming a new address.
address-mail-sent = We have written to the new address. Follow the link in the message and it takes the place of the old one. Until then nothing changes.
address-title = Confirm your new address
address-intro = Press the button to make this the address of your account.
address-button = Use this address
address-taken-title = This address has an account of its own
address-taken = Two accounts cannot share one address, so nothing was changed. Sign in with this address instead, or choose another one.
