# Das öffentliche Protokoll.
ledger-title = Das öffentliche Protokoll
ledger-lead = Jedes Mal, wenn persönliche Angaben erhoben, genutzt, gezeigt, gesendet, weitergegeben, berichtigt oder gelöscht werden, wird vorher ein Eintrag geschrieben. Auf dieser Seite kann jede und jeder prüfen, dass danach keiner geändert oder entfernt wurde.
ledger-size = { $size ->
    [one] { $size } Eintrag
   *[other] { $size } Einträge
}
ledger-checkpoint-title = Der Prüfpunkt
ledger-checkpoint = Ein Prüfpunkt ist eine unterschriebene Aussage darüber, wie viele Einträge es gibt und welche eine Zahl, die Wurzel, alle zusammen ergeben. Wird in irgendeinem Eintrag ein Buchstabe geändert, ist die Wurzel eine andere. Bewahren Sie eine Kopie des heutigen auf: Er legt uns fest.
ledger-checkpoint-label = Der Prüfpunkt
ledger-name = Name
ledger-root = Wurzel
ledger-key = Öffentlicher Schlüssel
ledger-public-title = Was öffentlich ist und was nicht
ledger-public = Öffentlich sind die Zahlen: zu jedem Eintrag eine versiegelte Festlegung, in Dateien nach den C2SP-Formaten <a href="https://c2sp.org/tlog-tiles">tlog-tiles</a>, <a href="https://c2sp.org/tlog-checkpoint">tlog-checkpoint</a> und <a href="https://c2sp.org/signed-note">signed-note</a>. Was ein Eintrag sagt, liest die Person, um die es geht, und sonst niemand, den die Erklärung nicht nennt.
ledger-check-title = So prüfen Sie es selbst
ledger-check-signature = Laden Sie <a href="/ledger/checkpoint"><code>/ledger/checkpoint</code></a> und prüfen Sie die Unterschrift mit dem öffentlichen Schlüssel oben.
ledger-check-tiles = Laden Sie die Kacheln, die er abdeckt, zum Beispiel <a href="{ $tile }"><code>{ $tile }</code></a>, und berechnen Sie daraus die Wurzel.
ledger-check-again = Prüfen Sie nächste Woche, dass der neue Prüfpunkt den fortsetzt, den Sie aufbewahrt haben.
ledger-check-yours = Für Mitglieder: Zu <a href="/account/data#entries">Ihren eigenen Einträgen</a> gibt es je einen Beweis, dass sie im Baum stehen, und sie sind lückenlos nummeriert.
