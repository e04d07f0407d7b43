# Wie es um eine Spende steht.
gift-title = Ihre Spende
gift-title-thanks = Danke für Ihre Spende
gift-created = Diese Spende ist nicht bezahlt. Es wurde nichts abgebucht.
gift-created-next = Sie können jetzt bezahlen oder es lassen: Nach einem Tag ist sie vergessen.
gift-pay = Weiter zum Bezahlen
gift-pending = Die Zahlung ist unterwegs. Wir schreiben Ihnen, wenn sie angekommen ist.
gift-held = Das Geld ist vorgemerkt und noch nicht abgebucht. Wir schreiben Ihnen, sobald es das ist.
gift-failed = Diese Spende wurde nicht bezahlt, und es wurde nichts abgebucht. Sie können <a href="/donate">neu beginnen</a>.
gift-succeeded = Der Kartenanbieter bestätigt, dass sie angekommen ist.
gift-recorded = Sie ist angekommen und steht in unseren Büchern.
gift-receipt = Eine Quittung geht an Ihre E-Mail-Adresse.
gift-partly-refunded = Ein Teil dieser Spende ging an Sie zurück.
gift-refunded = Diese Spende ging an Sie zurück.
gift-disputed = Diese Spende wurde bei der Bank angefochten. Bis zur Entscheidung hält die Bank das Geld.
gift-lost = Diese Spende wurde bei der Bank angefochten und ging zurück.
gift-unasked = Der Kartenanbieter ist gerade nicht zu erreichen, deshalb können wir noch nicht sagen, wie es um diese Spende steht.
gift-unasked-again = Nichts ist verloren, und nichts wird doppelt abgebucht: Kommen Sie später auf diese Seite zurück, oder warten Sie auf unsere Nachricht.
gift-fee-title = Ihr Mitgliedsbeitrag
gift-fee-created = Dieser Beitrag ist nicht bezahlt. Es wurde nichts abgebucht.
gift-fee-failed = Dieser Beitrag wurde nicht bezahlt, und es wurde nichts abgebucht. Sie können bei <a href="/account/membership">Ihren Mitgliedschaften</a> neu beginnen.
gift-fee-succeeded = Der Kartendienst bestätigt, dass er angekommen ist. <a href="/account/membership">Ihre Mitgliedschaften</a> sagen, bis wann er gilt; das kann einen Augenblick dauern.
gift-fee-refunded = Dieser Beitrag oder ein Teil davon ging an Sie zurück.
gift-fee-disputed = Dieser Beitrag wurde bei der Bank bestritten.
