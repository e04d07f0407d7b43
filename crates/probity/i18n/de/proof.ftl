# Der Beweis für einen Eintrag.
proof-title = Beweis für Eintrag { $index }
proof-place = Nummer { $number } der Einträge über Sie, Eintrag { $index } des Protokolls.
proof-checked = Wir haben es gerade geprüft: Der Eintrag, sein Pfad und die unterschriebene Wurzel stimmen überein.
proof-how-title = Prüfen Sie es ohne uns
proof-how-commitment = Die Festlegung ist der SHA-256-Wert aus dem Text <code>probity commitment v1</code>, dem Salz und dem SHA-256-Wert der Bytes des Eintrags. Das Salz sehen nur Sie.
proof-how-leaf = Das Blatt ist die Festlegung, gefolgt von der Bindung; sein Hashwert ist SHA-256 aus einem Nullbyte und diesen 64 Bytes (RFC 6962).
proof-how-path = Verrechnen Sie das Blatt der Reihe nach mit jeder Zahl des Pfads, dann kommen Sie bei der Wurzel im Prüfpunkt an.
proof-entry = Der Eintrag, seine Bytes in Base64
proof-salt = Salz
proof-commitment = Festlegung
proof-binding = Bindung
proof-leaf = Hashwert des Blatts
proof-path = Pfad und Prüfpunkt, als C2SP tlog-proof
proof-path-label = Der Beweis
proof-key = Öffentlicher Schlüssel des Protokolls
proof-account = Ihr Konto
proof-uses = Wer sie verwendet hat, und warum
