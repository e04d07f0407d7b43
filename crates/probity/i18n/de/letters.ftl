# Briefe: in der Sprache der Stiftung, als Text und als HTML.
letters-hello = Guten Tag
letters-copy = Wenn das nicht geht, kopieren Sie diese Adresse in Ihren Browser:
letters-once = Der Link gilt einmal, und zwar { $life } lang.
letters-hours = { $count ->
    [one] { $count } Stunde
   *[other] { $count } Stunden
}
letters-minutes = { $count ->
    [one] { $count } Minute
   *[other] { $count } Minuten
}

letters-confirm-subject = Bestätigen Sie Ihre E-Mail-Adresse
letters-confirm = Jemand, wahrscheinlich Sie selbst, möchte mit dieser Adresse Mitglied werden: { $foundation }.
letters-confirm-link = Bestätigen, dass diese Adresse Ihnen gehört
letters-confirm-not-you = Wenn Sie das nicht waren, tun Sie nichts: Was eingegeben wurde, wird gelöscht, sobald der Link nicht mehr gilt.

letters-already-member-subject = Sie haben schon ein Konto
letters-already-member = Jemand, wahrscheinlich Sie selbst, möchte mit dieser Adresse Mitglied werden: { $foundation }.
letters-already-member-nothing = Zu ihr gehört schon ein Konto, deshalb wurde nichts geändert. Sie können sich anmelden.
letters-already-member-not-you = Wenn Sie das nicht waren, brauchen Sie nichts zu tun.

letters-sign-in-subject = Ihr Link zum Anmelden
letters-sign-in = Hier ist der Link zum Anmelden, um den Sie gebeten haben: { $foundation }.
letters-sign-in-link = Anmelden
letters-sign-in-not-you = Wenn Sie nicht darum gebeten haben, tun Sie nichts.

letters-password-subject = Ihr Passwort wurde geändert
letters-password = Das Passwort Ihres Kontos wurde soeben gesetzt, geändert oder entfernt: { $foundation }.
letters-password-devices = Alle anderen Geräte wurden abgemeldet.
letters-password-not-you = Wenn Sie das nicht waren, melden Sie sich mit einem Link an, setzen Sie ein anderes Passwort und schreiben Sie an { $contact }.

letters-new-address-subject = Bestätigen Sie Ihre neue E-Mail-Adresse
letters-new-address = Ein Mitglied hat diese Adresse als seine neue angegeben: { $foundation }.
letters-new-address-link = Diese Adresse verwenden
letters-new-address-not-you = Wenn Sie das nicht waren, tun Sie nichts.

letters-changing-subject = Ihre E-Mail-Adresse soll geändert werden
letters-changing = Jemand, der in Ihrem Konto angemeldet ist, hat dafür eine andere Adresse angegeben: { $foundation }.
letters-changing-when = Wird sie dort bestätigt, tritt sie an die Stelle dieser Adresse.
letters-changing-not-you = Wenn Sie das nicht waren, melden Sie sich jetzt an, ändern Sie Ihr Passwort und schreiben Sie an { $contact }.

letters-membership-link = Ihre Mitgliedschaften ansehen
letters-membership-where = Welche es ist und ihre Tage stehen auf Ihrer Seite.
letters-membership-why = Sie bekommen diese Nachricht, weil eine Mitgliedschaft ohne sie nicht bestehen kann.
letters-due-subject = Ihre Bestätigung ist wieder fällig
letters-due = Eine Ihrer Mitgliedschaften endet bald: { $foundation }. Um sie zu behalten, bestätigen Sie Ihre Arbeit für ein weiteres Jahr.
letters-ending-subject = Ihre Mitgliedschaft endet bald
letters-ending = Eine Ihrer Mitgliedschaften endet bald: { $foundation }. Bis dahin und noch einige Tage danach können Sie sie ohne Unterbrechung erneuern.
letters-last-day-subject = Ihre Mitgliedschaft endet heute
letters-last-day = Heute ist der letzte Tag einer Ihrer Mitgliedschaften: { $foundation }. Sie können sie noch erneuern.
letters-ended-subject = Ihre Mitgliedschaft ist zu Ende
letters-ended = Eine Ihrer Mitgliedschaften ist zu Ende: { $foundation }. Noch einige Tage können Sie sie wie rechtzeitig erneuern; danach erlischt sie.
letters-taken-subject = Ihre Bestätigung gilt
letters-taken = Was Sie für eine Mitgliedschaft bestätigt haben, gilt: { $foundation }.
letters-declined-subject = Ihre Bestätigung wurde abgelehnt
letters-declined = Was Sie für eine Mitgliedschaft bestätigt haben, wurde abgelehnt: { $foundation }. Ihre Seite sagt, warum, und Sie können erneut bestätigen.
letters-granted-subject = Ihnen wurde eine Mitgliedschaft verliehen
letters-granted = Ihnen wurde eine Mitgliedschaft verliehen: { $foundation }. Wenn Sie sie nicht möchten, beenden Sie sie auf Ihrer Seite.
letters-gift-subject = Danke für Ihre Spende
letters-gift = Ihre Spende ist angekommen: { $foundation }. Vielen Dank.
letters-gift-amount = Betrag
letters-gift-link = Sehen, wie es um sie steht
letters-gift-keep = Diese Nachricht ist Ihre Quittung.
letters-gift-not-you = Wenn Sie nichts gespendet haben, schreiben Sie an { $contact }.

letters-fee-subject = Ihr Mitgliedsbeitrag ist angekommen
letters-fee = Ihr Beitrag für ein Jahr Mitgliedschaft ist angekommen: { $foundation }. Vielen Dank.
letters-fee-not-you = Wenn Sie nichts gezahlt haben, schreiben Sie an { $contact }.

letters-erased-subject = Ihre Angaben sind gelöscht
letters-erased = Wie gewünscht ist Ihre Mitgliedschaft beendet und der Schlüssel zu allem vernichtet, was wir über Sie gespeichert hatten: { $foundation }.
letters-erased-nobody = Niemand kann es mehr lesen, auch nicht in unseren Sicherungen. Dies ist die letzte Nachricht, die Sie von uns bekommen.
letters-erased-not-you = Wenn Sie das nicht waren, schreiben Sie an { $contact }.

# Alarme, an das Personal
letters-alert-began-subject = Ein Alarm zu Ihren Websites hat begonnen
letters-alert-began = Auf den Websites von { $foundation } sollte jemand nachsehen.
letters-alert-over-subject = Ein Alarm zu Ihren Websites ist vorbei
letters-alert-over = Auf den Websites von { $foundation } ist etwas wieder in Ordnung.
letters-alert-on = { $site }: { $what }. Seit { $since }.
letters-alert-off = { $site }: vorbei um { $over }, begonnen um { $since }. { $what }.
letters-alert-link = Am Arbeitsplatz ansehen
letters-alert-why = Sie erhalten dies, weil Sie für die Stiftung in einer Rolle arbeiten, der es gemeldet wird. Es kommt einmal, wenn ein Alarm beginnt, und einmal, wenn er vorbei ist.
