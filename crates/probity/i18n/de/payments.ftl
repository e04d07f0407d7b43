# Was eine Person bezahlt hat.
payments-title = Ihre Zahlungen
payments-none = Sie haben hier nichts bezahlt.
payments-give = <a href="/donate">Spenden</a>
payments-when = Wann
payments-amount = Betrag
payments-standing = Wie es steht
payments-name = Ihr Name
payments-named = Darf genannt werden
payments-anonymous = Anonym
payments-gone = nicht mehr gespeichert
payments-created = Nicht bezahlt
payments-pending = Unterwegs
payments-held = Vorgemerkt
payments-failed = Nicht bezahlt; vorbei
payments-succeeded = Bezahlt
payments-partly-refunded = Zum Teil zurückgegangen
payments-refunded = Zurückgegangen
payments-disputed = Angefochten
payments-won = Bezahlt; war angefochten
payments-lost = Angefochten und zurückgegangen
