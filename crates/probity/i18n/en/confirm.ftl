# Confirming the address after joining.
confirm-title = Confirm your e-mail address
confirm-intro = Press the button to confirm that this e-mail address is yours. You are then a member, and signed in.
confirm-password-title = A password, if you like
confirm-password-intro = You can always sign in by a link that we mail to you. If you would rather use a password, choose one here.
confirm-button = Confirm my address
confirm-not-you = Was this not you? Then do nothing: what was entered is erased when the link runs out.
