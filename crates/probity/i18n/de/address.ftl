# Eine neue Adresse bestätigen.
address-mail-sent = Wir haben an die neue Adresse geschrieben. Folgen Sie dem Link in der Nachricht, dann tritt sie an die Stelle der alten. Bis dahin ändert sich nichts.
address-title = Bestätigen Sie Ihre neue Adresse
address-intro = Drücken Sie den Knopf, um dies zur Adresse Ihres Kontos zu machen.
address-button = Diese Adresse verwenden
address-taken-title = Diese Adresse hat ein eigenes Konto
address-taken = Zwei Konten können sich keine Adresse teilen, deshalb wurde nichts geändert. Melden Sie sich stattdessen mit dieser Adresse an, oder wählen Sie eine andere.
