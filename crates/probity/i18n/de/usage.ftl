# Die Seite des Arbeitsplatzes über Besuche, Verfügbarkeit und Leistung.
usage-title = Nutzung
usage-lead = Ob die Websites erreichbar sind, wie schnell sie antworten und wann sie besucht werden. Nur Summen: Nichts hier sagt, was jemand Bestimmtes getan hat.
usage-nothing = Es gibt noch keine Aufzeichnungen über Besuche. Sie kommen aus den Protokollen der Server:
usage-none = Über diese Tage ist nichts da. Wählen Sie andere.
usage-site = Website
usage-all-sites = Alle Websites
usage-from = Von
usage-to = Bis
usage-show = Anzeigen
usage-wrong = Diese Tage oder diese Website gibt es nicht; höchstens ein Jahr lässt sich anzeigen. Hier stehen stattdessen die neuesten Tage.
usage-note = { $purpose }. Gezeigt nach Klausel
usage-note-ledger = Dass Sie die Seite geöffnet haben, steht im Protokoll.
usage-hidden = nicht gezeigt
usage-hidden-days = { $days ->
    [one] An einem von { $all } Tagen wird etwas nicht gezeigt: Weniger als fünf Besucher stehen dahinter.
   *[other] An { $days } von { $all } Tagen wird etwas nicht gezeigt: Weniger als fünf Besucher stehen dahinter.
  }
usage-number = { $number }
usage-percent = { $whole },{ $part } %
usage-ms = { $number } ms
usage-ms-part = { $whole },{ $part } ms
usage-seconds = { $number } s
usage-minutes = { $minutes }:{ $seconds } min
usage-hour-of = { $day }, { $hour }

# Die ersten Zahlen
usage-visits = Besuche
usage-views = Seitenaufrufe
usage-visitors = Besucher
usage-requests = Anfragen
usage-availability = Verfügbar
usage-p95 = 95 von 100 Antworten innerhalb von
usage-visit-median = Die Hälfte der Besuche dauert höchstens

# Wann Menschen kommen
usage-come = Wann Menschen kommen
usage-day = Tag
usage-visits-by-day = Besuche je Tag
usage-week = Seitenaufrufe je Stunde nach Wochentag und Stunde (UTC), im Mittel
usage-hour = Stunde (UTC)
usage-fewer = keine
usage-most = die meisten
usage-monday = Mo
usage-tuesday = Di
usage-wednesday = Mi
usage-thursday = Do
usage-friday = Fr
usage-saturday = Sa
usage-sunday = So
usage-visitors-note = Besucher lassen sich innerhalb eines Tages unterscheiden, nie über Tage hinweg: Für mehrere Tage werden die jedes Tages zusammengezählt.

# Verfügbarkeit
usage-available = Verfügbarkeit
usage-failed-by-day = Anteil der Anfragen, die scheiterten, je Tag
usage-failed = Gescheitert
usage-failed-number = Gescheitert
usage-no-failures = Keine Anfrage scheiterte.
usage-failures-hidden = Was scheiterte, tat es in Stunden, die nicht gezeigt werden.
usage-worst = Die schlechtesten Stunden
usage-broken = Pfade, die am häufigsten scheiterten
usage-refused = Pfade, nach denen gefragt wird und die es nicht gibt, oder nicht für alle
usage-path = Pfad

# Seiten
usage-pages = Seiten
usage-page = Seite
usage-pages-caption = Die am häufigsten aufgerufenen Seiten
usage-no-pages = Keine Seite wurde an einem Tag von fünf Menschen aufgerufen.
usage-speed = Wie lange Antworten dauern, für die am häufigsten aufgerufenen Seiten
usage-half = Die Hälfte in
usage-95 = 95 von 100
usage-99 = 99 von 100
usage-lasting = Angesehen
usage-unknown = Unbekannt bei
usage-more-pages = { $pages ->
    [one] Eine weitere Seite steht im Bericht der Befehlszeile.
   *[other] { $pages } weitere Seiten stehen im Bericht der Befehlszeile.
  }
usage-other-pages = { $views ->
    [one] Ein Aufruf gilt Seiten, die an dem Tag weniger als fünf Menschen aufriefen; sie sind nicht aufgeführt.
   *[other] { $views } Aufrufe gelten Seiten, die an dem Tag weniger als fünf Menschen aufriefen; sie sind nicht aufgeführt.
  }
usage-durations = Wie lange Seiten angesehen werden, ist bei { $share } der Aufrufe nicht bekannt. Eine Seite dauert bis zur nächsten; bei der letzten Seite eines Besuchs weiß man es nur, wenn die Seite meldet, wann sie verlassen wurde. „Angesehen“ ist die Mitte dessen, was bekannt ist.

# Browser und Betriebssysteme
usage-clients = Browser und Betriebssysteme
usage-browsers = Browser, nach Seitenaufrufen
usage-browser = Browser
usage-systems = Betriebssysteme, nach Seitenaufrufen
usage-system = System
usage-others = Andere
