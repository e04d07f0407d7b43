# Die Seiten der Stiftung und was die Software in sie hineinsetzt.
site-contents = Auf dieser Seite
site-home-join = Mitglied werden
site-home-account = Zu Ihrem Konto
site-home-data = Sehen, was wir über Sie haben
site-facts = Heute verzeichnet
site-facts-entries = Einträge im öffentlichen Protokoll
site-facts-clauses = Abschnitte, denen die Software gehorcht
site-facts-never = Verwendungen für Werbung oder Verkauf
site-number = { $number }
site-kept = aufbewahrt { $until }
site-no-news = Es gibt noch nichts Neues.
site-all-news = Alles Aktuelle
site-feed = Aktuelles
site-feed-link = Abonnieren (Atom)
site-file = Datei
site-size = Größe
site-sums = Alle Prüfsummen in einer Datei
site-bytes = { $count ->
    [one] { $count } Byte
   *[other] { $count } Byte
}
site-kilobytes = { $count } kB
site-megabytes = { $count } MB
site-search-title = Suche
site-search-label = Unsere Seiten durchsuchen
site-search-question = Wonach suchen Sie?
site-search-button = Suchen
site-search-found = { $count ->
    [0] Keine Seite gefunden
    [one] { $count } Seite gefunden
   *[other] { $count } Seiten gefunden
}
site-search-nothing = Versuchen Sie es mit weniger Wörtern oder nur mit dem Anfang eines Wortes.
site-search-more = Das sind die besten { $count }. Mehr Wörter finden weniger Seiten.
