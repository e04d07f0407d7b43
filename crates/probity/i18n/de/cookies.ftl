# Die Seite über Cookies, und was ohne das Cookie an der Stelle der Anmeldung steht.
cookies-title = Cookies
cookies-lead = Sie können jede Seite ohne Cookie lesen. { $count ->
    [one] Es gibt eines, und es wird
    [2] Es gibt zwei, und jedes wird
   *[other] Es gibt { $count }, und jedes wird
} nur gesetzt, wenn Sie um das bitten, was es tut. Keines folgt Ihnen irgendwohin, und keines geht an irgendwen.
cookies-name = Name
cookies-purpose = Wofür es da ist
cookies-life = Wie lange es bleibt
cookies-holds = Was darin steht
cookies-here = Jetzt in Ihrem Browser
cookies-here-yes = Ja.
cookies-here-no = Nein.
cookies-missing = Ohne dieses Cookie
cookies-refused = abgelehnt
cookies-refuse = Dieses Cookie ablehnen
cookies-allow = Dieses Cookie wieder erlauben
cookies-unknown = Diese Software setzt kein solches Cookie.
cookies-signin-holds = Eine zufällige Zahl, die für sich nichts sagt. Wir bewahren ihren Fingerabdruck auf, um sie wiederzuerkennen.
cookies-signin-missing = Sie können sich in diesem Browser nicht anmelden. Alles andere geht: lesen, Mitglied werden, Ihre Adresse bestätigen.
cookies-signin-life = Hier endet es früher: { $hours ->
    [one] eine Stunde
   *[other] { $hours } Stunden
}, nachdem Sie es zuletzt benutzt haben, und spätestens { $days ->
    [one] einen Tag
   *[other] { $days } Tage
} nach der Anmeldung.
cookies-settings-holds = Die Wahl selbst, in Worten: Schriftgröße, Sprache, Zeitzone, und welche Cookies Sie ablehnen.
cookies-settings-missing = Nichts davon, wie Sie gern lesen, wird gemerkt. Ihr Browser kann Schrift vergrößern, und mit <code>?lang=de</code> am Ende erscheint eine Adresse auf Deutsch.
cookies-all-title = Alle
cookies-all-refuse = Alle Cookies ablehnen
cookies-all-allow = Alle Cookies wieder erlauben
cookies-left-title = Wie lange eine Seite betrachtet wurde
cookies-left = Wenn Sie eine Seite verlassen, nennt ein kleines Skript diesem Server die Adresse der Seite. Zusammen mit Ihrer IP-Adresse und Ihrem Browser sagt das, wie lange die letzte Seite eines Besuchs betrachtet wurde: <a href="/privacy/data">was wir von Besuchen behalten, wofür und wie lange</a>. Es setzt kein Cookie und sagt es sonst niemandem. Wenn Sie hier ein Cookie ablehnen oder Ihr Browser durch Global Privacy Control widerspricht, tut das keine Seite.
cookies-left-on = Mit Ihrer bisherigen Wahl tun Seiten das.
cookies-left-off = Mit Ihrer Wahl tut das keine Seite.
cookies-remembered = Damit Sie es nicht auf jeder Seite sagen müssen, steht eine Ablehnung im Cookie für Einstellungen, als ein Wort wie <code>cookies.refused</code>, das für alle dasselbe ist, die ablehnen. Es unterscheidet niemanden. Wenn Sie auch das nicht wollen, lassen Sie Ihren Browser unsere Cookies sperren oder löschen: Die Website funktioniert genauso.
cookies-signs-out = Sie sind angemeldet: Wenn Sie das Anmelde-Cookie ablehnen, werden Sie abgemeldet.
cookies-signin-title = Anmelden
cookies-signin-refused = Sie haben in diesem Browser das Anmelde-Cookie abgelehnt. Ohne es könnten wir auf der nächsten Seite nicht erkennen, dass Sie es noch sind; deshalb fehlt das Anmelden. Sonst fehlt nichts.
cookies-signin-allow = Das Anmelde-Cookie erlauben
cookies-signin-more = Was darin steht und wie lange es bleibt: <a href="/cookies">Cookies</a>.
cookies-confirmed = Ihre Adresse ist bestätigt, und Sie sind Mitglied. Sie sind nicht angemeldet, weil Sie in diesem Browser das Cookie dafür abgelehnt haben. Um sich anzumelden, <a href="/cookies">erlauben Sie es</a> oder benutzen Sie einen anderen Browser.
cookies-confirmed-title = Ihre Adresse ist bestätigt
