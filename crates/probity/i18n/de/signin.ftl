# Anmelden.
signin-title = Anmelden
signin-password-hint = Lassen Sie es leer, wenn Sie einen Link per E-Mail möchten.
signin-button = Anmelden
signin-link-button = Schicken Sie mir stattdessen einen Link
signin-password-missing = Geben Sie Ihr Passwort ein, oder lassen Sie sich einen Link schicken
signin-wrong = Die E-Mail-Adresse oder das Passwort stimmt nicht. Prüfen Sie beides, oder lassen Sie sich einen Link schicken
signin-cookie = Beim Anmelden wird ein Cookie gesetzt:
signin-cookie-kept = Wie lange es bleibt:
signin-cookie-more = <a href="/cookies">Mehr über Cookies</a>
signin-join = Noch kein Mitglied? <a href="/join">Werden Sie Mitglied</a>.
signin-mail-sent = Wenn es zu der angegebenen Adresse ein Konto gibt, haben wir gerade an sie geschrieben. Folgen Sie dem Link in der Nachricht, um sich anzumelden.
signin-mail-life = Der Link gilt einmal und { $minutes ->
    [one] eine Minute
   *[other] { $minutes } Minuten
} lang.
signin-link-intro = Drücken Sie den Knopf, um sich auf diesem Gerät anzumelden. Dabei wird ein Cookie gesetzt, das endet, wenn Sie sich abmelden.
