<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE" sourcelanguage="en_US">
<context>
    <name>gmmseg</name>
    <message>
        <source>Fitting</source>
        <translation>Anpassen</translation>
    </message>
    <message>
        <source>Reading pictures</source>
        <translation>Bilder lesen</translation>
    </message>
    <message>
        <source>Learning from seeds</source>
        <translation>Aus Markierungen lernen</translation>
    </message>
    <message>
        <source>Finding regions</source>
        <translation>Regionen suchen</translation>
    </message>
    <message>
        <source>Labelling</source>
        <translation>Labels vergeben</translation>
    </message>
    <message>
        <source>Writing</source>
        <translation>Schreiben</translation>
    </message>
    <message>
        <source>Objects</source>
        <translation>Objekte</translation>
    </message>
    <message>
        <source>Wheel</source>
        <translation>Mausrad</translation>
    </message>
    <message>
        <source>zoom at the cursor</source>
        <translation>an der Stelle des Zeigers zoomen</translation>
    </message>
    <message>
        <source>Drag, space-drag, middle-drag</source>
        <translation>Ziehen, Leertaste und ziehen, mit der mittleren Taste ziehen</translation>
    </message>
    <message>
        <source>move the picture</source>
        <translation>das Bild verschieben</translation>
    </message>
    <message>
        <source>Click on the picture</source>
        <translation>Klick auf das Bild</translation>
    </message>
    <message>
        <source>choose that segment</source>
        <translation>das Segment auswählen</translation>
    </message>
    <message>
        <source>Click, right-click with a tool</source>
        <translation>Klick, Rechtsklick mit einem Werkzeug</translation>
    </message>
    <message>
        <source>add to an object, remove from it</source>
        <translation>zu einem Objekt hinzufügen, davon wegnehmen</translation>
    </message>
    <message>
        <source>Click on a mark</source>
        <translation>Klick auf eine Markierung</translation>
    </message>
    <message>
        <source>remove it</source>
        <translation>sie entfernen</translation>
    </message>
    <message>
        <source>Shift-click on a counted object</source>
        <translation>Umschalt-Klick auf ein gezähltes Objekt</translation>
    </message>
    <message>
        <source>select one more</source>
        <translation>eines mehr auswählen</translation>
    </message>
    <message>
        <source>Delete, M with objects selected</source>
        <translation>Entf, M bei ausgewählten Objekten</translation>
    </message>
    <message>
        <source>delete, merge them</source>
        <translation>sie löschen, zusammenführen</translation>
    </message>
    <message>
        <source>Hold C</source>
        <translation>C gedrückt halten</translation>
    </message>
    <message>
        <source>see the bare picture</source>
        <translation>das bloße Bild sehen</translation>
    </message>
    <message>
        <source>Drag the line of a wipe</source>
        <translation>Die Linie des Schiebers ziehen</translation>
    </message>
    <message>
        <source>compare with the picture or another result</source>
        <translation>mit dem Bild oder einem anderen Ergebnis vergleichen</translation>
    </message>
    <message>
        <source>Arrow keys</source>
        <translation>Pfeiltasten</translation>
    </message>
    <message>
        <source>Point at a row</source>
        <translation>Auf eine Zeile zeigen</translation>
    </message>
    <message>
        <source>see that segment alone</source>
        <translation>nur dieses Segment sehen</translation>
    </message>
    <message>
        <source>Double-click a name</source>
        <translation>Doppelklick auf einen Namen</translation>
    </message>
    <message>
        <source>rename the segment</source>
        <translation>das Segment umbenennen</translation>
    </message>
    <message>
        <source>Alt-click an eye</source>
        <translation>Alt-Klick auf ein Auge</translation>
    </message>
    <message>
        <source>show only that segment</source>
        <translation>nur dieses Segment zeigen</translation>
    </message>
    <message>
        <source>Double-click a channel&apos;s name</source>
        <translation>Doppelklick auf den Namen eines Kanals</translation>
    </message>
    <message>
        <source>see that channel alone</source>
        <translation>nur diesen Kanal sehen</translation>
    </message>
    <message>
        <source>Space on a row</source>
        <translation>Leertaste auf einer Zeile</translation>
    </message>
    <message>
        <source>hide or show it</source>
        <translation>sie ausblenden oder zeigen</translation>
    </message>
    <message>
        <source>Double-click a setting&apos;s name</source>
        <translation>Doppelklick auf den Namen einer Einstellung</translation>
    </message>
    <message>
        <source>reset it</source>
        <translation>sie zurücksetzen</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>Ö&amp;ffnen…</translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation>&amp;Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>Open sa&amp;mple</source>
        <translation>Beis&amp;piel öffnen</translation>
    </message>
    <message>
        <source>Add &amp;pictures…</source>
        <translation>Bilder &amp;hinzufügen…</translation>
    </message>
    <message>
        <source>Remo&amp;ve picture</source>
        <translation>Bild &amp;entfernen</translation>
    </message>
    <message>
        <source>&amp;Batch…</source>
        <translation>S&amp;tapel…</translation>
    </message>
    <message>
        <source>&amp;Save project</source>
        <translation>Projekt &amp;speichern</translation>
    </message>
    <message>
        <source>Save project &amp;as…</source>
        <translation>Projekt speichern &amp;unter…</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>E&amp;xportieren…</translation>
    </message>
    <message>
        <source>Save the mo&amp;del…</source>
        <translation>&amp;Modell speichern…</translation>
    </message>
    <message>
        <source>Export as &amp;code…</source>
        <translation>Als &amp;Code exportieren…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Wiederholen</translation>
    </message>
    <message>
        <source>&amp;Paste picture</source>
        <translation>Bild &amp;einfügen</translation>
    </message>
    <message>
        <source>Copy &amp;overlay</source>
        <translation>&amp;Überlagerung kopieren</translation>
    </message>
    <message>
        <source>Copy p&amp;icture</source>
        <translation>&amp;Bild kopieren</translation>
    </message>
    <message>
        <source>Copy &amp;mask</source>
        <translation>&amp;Maske kopieren</translation>
    </message>
    <message>
        <source>Copy cu&amp;t-out</source>
        <translation>&amp;Freisteller kopieren</translation>
    </message>
    <message>
        <source>Copy t&amp;able</source>
        <translation>&amp;Tabelle kopieren</translation>
    </message>
    <message>
        <source>&amp;Cancel what runs</source>
        <translation>&amp;Abbrechen, was läuft</translation>
    </message>
    <message>
        <source>&amp;Less opaque</source>
        <translation>&amp;Weniger deckend</translation>
    </message>
    <message>
        <source>&amp;More opaque</source>
        <translation>&amp;Mehr deckend</translation>
    </message>
    <message>
        <source>&amp;Fit in window</source>
        <translation>Ein&amp;passen</translation>
    </message>
    <message>
        <source>&amp;Actual pixels</source>
        <translation>&amp;Tatsächliche Pixel</translation>
    </message>
    <message>
        <source>&amp;Zoom to selection</source>
        <translation>Zur &amp;Auswahl zoomen</translation>
    </message>
    <message>
        <source>Zoom &amp;in</source>
        <translation>Vergr&amp;ößern</translation>
    </message>
    <message>
        <source>Zoom &amp;out</source>
        <translation>Ver&amp;kleinern</translation>
    </message>
    <message>
        <source>Compare with a &amp;wipe</source>
        <translation>Mit &amp;Schieber vergleichen</translation>
    </message>
    <message>
        <source>Scale &amp;bar</source>
        <translation>Maßstabs&amp;balken</translation>
    </message>
    <message>
        <source>Colours &amp;told apart by lightness</source>
        <translation>Farben nach Helligkeit &amp;unterscheidbar</translation>
    </message>
    <message>
        <source>Previous pag&amp;e or picture</source>
        <translation>V&amp;orige Seite oder Bild</translation>
    </message>
    <message>
        <source>Next page or pi&amp;cture</source>
        <translation>&amp;Nächste Seite oder Bild</translation>
    </message>
    <message>
        <source>Pre&amp;vious picture</source>
        <translation>&amp;Voriges Bild</translation>
    </message>
    <message>
        <source>&amp;Next picture</source>
        <translation>Nä&amp;chstes Bild</translation>
    </message>
    <message>
        <source>&amp;Panels</source>
        <translation>Seiten&amp;leiste</translation>
    </message>
    <message>
        <source>F&amp;ull screen</source>
        <translation>Vollbil&amp;d</translation>
    </message>
    <message>
        <source>Colours of the &amp;system</source>
        <translation>&amp;Farben des Systems</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>Dunk&amp;el</translation>
    </message>
    <message>
        <source>Lan&amp;guage</source>
        <translation>Sp&amp;rache</translation>
    </message>
    <message>
        <source>&amp;New object</source>
        <translation>&amp;Neues Objekt</translation>
    </message>
    <message>
        <source>Add object as se&amp;gment</source>
        <translation>Objekt als &amp;Segment hinzufügen</translation>
    </message>
    <message>
        <source>&amp;Delete object</source>
        <translation>Objekt &amp;löschen</translation>
    </message>
    <message>
        <source>&amp;Export objects…</source>
        <translation>Objekte &amp;exportieren…</translation>
    </message>
    <message>
        <source>&amp;Rename…</source>
        <translation>&amp;Umbenennen…</translation>
    </message>
    <message>
        <source>&amp;Colour…</source>
        <translation>&amp;Farbe…</translation>
    </message>
    <message>
        <source>&amp;Hide or show</source>
        <translation>&amp;Ausblenden oder zeigen</translation>
    </message>
    <message>
        <source>Show &amp;only this</source>
        <translation>&amp;Nur dieses zeigen</translation>
    </message>
    <message>
        <source>Show &amp;all</source>
        <translation>Alle zei&amp;gen</translation>
    </message>
    <message>
        <source>&amp;Merge selected</source>
        <translation>Ausgewählte &amp;zusammenführen</translation>
    </message>
    <message>
        <source>Unmer&amp;ge</source>
        <translation>Zusammenführung auf&amp;heben</translation>
    </message>
    <message>
        <source>&amp;New segment</source>
        <translation>Neues Seg&amp;ment</translation>
    </message>
    <message>
        <source>&amp;Split in two</source>
        <translation>In zwei &amp;teilen</translation>
    </message>
    <message>
        <source>D&amp;elete segment</source>
        <translation>Segment &amp;löschen</translation>
    </message>
    <message>
        <source>&amp;Lock while others are painted</source>
        <translation>&amp;Sperren, während andere gemalt werden</translation>
    </message>
    <message>
        <source>Areas &amp;in units</source>
        <translation>Flächen in &amp;Einheiten</translation>
    </message>
    <message>
        <source>Deal colours ane&amp;w</source>
        <translation>Farben neu &amp;verteilen</translation>
    </message>
    <message>
        <source>Move &amp;up</source>
        <translation>Nach &amp;oben</translation>
    </message>
    <message>
        <source>Move &amp;down</source>
        <translation>Na&amp;ch unten</translation>
    </message>
    <message>
        <source>&amp;Count objects</source>
        <translation>Objekte &amp;zählen</translation>
    </message>
    <message>
        <source>&amp;Table of objects</source>
        <translation>&amp;Tabelle der Objekte</translation>
    </message>
    <message>
        <source>&amp;Merge selected objects</source>
        <translation>Ausge&amp;wählte Objekte zusammenführen</translation>
    </message>
    <message>
        <source>&amp;Delete selected objects</source>
        <translation>Ausgewählte Objekte &amp;löschen</translation>
    </message>
    <message>
        <source>Change c&amp;lass</source>
        <translation>&amp;Klasse ändern</translation>
    </message>
    <message>
        <source>Take &amp;over cut-outs</source>
        <translation>&amp;Freisteller übernehmen</translation>
    </message>
    <message>
        <source>&amp;Import objects…</source>
        <translation>Objekte &amp;importieren…</translation>
    </message>
    <message>
        <source>&amp;More segments</source>
        <translation>&amp;Mehr Segmente</translation>
    </message>
    <message>
        <source>&amp;Fewer segments</source>
        <translation>&amp;Weniger Segmente</translation>
    </message>
    <message>
        <source>Choose &amp;number automatically</source>
        <translation>Anzahl &amp;automatisch wählen</translation>
    </message>
    <message>
        <source>Com&amp;pare numbers of segments…</source>
        <translation>Anzahlen von Segmenten &amp;vergleichen…</translation>
    </message>
    <message>
        <source>&amp;Try nine…</source>
        <translation>Neun Varianten &amp;probieren…</translation>
    </message>
    <message>
        <source>Ne&amp;xt seed</source>
        <translation>&amp;Nächster Startwert</translation>
    </message>
    <message>
        <source>Descri&amp;be…</source>
        <translation>&amp;Beschreiben…</translation>
    </message>
    <message>
        <source>Compare &amp;with a model…</source>
        <translation>Mit einem Mo&amp;dell vergleichen…</translation>
    </message>
    <message>
        <source>&amp;Live update</source>
        <translation>&amp;Live aktualisieren</translation>
    </message>
    <message>
        <source>&amp;Update once</source>
        <translation>&amp;Einmal aktualisieren</translation>
    </message>
    <message>
        <source>&amp;Default settings</source>
        <translation>&amp;Standardeinstellungen</translation>
    </message>
    <message>
        <source>&amp;Command palette…</source>
        <translation>&amp;Befehlspalette…</translation>
    </message>
    <message>
        <source>&amp;Keyboard and mouse</source>
        <translation>&amp;Tastatur und Maus</translation>
    </message>
    <message>
        <source>&amp;Guided tour</source>
        <translation>&amp;Rundgang</translation>
    </message>
    <message>
        <source>&amp;Show hints again</source>
        <translation>Hin&amp;weise wieder zeigen</translation>
    </message>
    <message>
        <source>&amp;About gmmseg</source>
        <translation>&amp;Über gmmseg</translation>
    </message>
    <message>
        <source>As segment</source>
        <translation>Als Segment</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>Tabelle</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>Live</translation>
    </message>
    <message>
        <source>Something went wrong in gmmseg ({name}). Nothing was lost.</source>
        <translation>In gmmseg ist etwas schiefgegangen ({name}). Nichts ging verloren.</translation>
    </message>
    <message>
        <source>Command palette</source>
        <translation>Befehlspalette</translation>
    </message>
    <message>
        <source>Type what you want to do</source>
        <translation>Was soll getan werden?</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>Befehle</translation>
    </message>
    <message>
        <source>More or fewer segments: the keys . and , or the slider of segments on the right.</source>
        <translation>Mehr oder weniger Segmente: Tasten . und , oder der Regler rechts.</translation>
    </message>
    <message>
        <source>To cut something out: take Select object by clicks (P) and click it.</source>
        <translation>Etwas freistellen: „Objekt durch Klicks auswählen“ (P), dann anklicken.</translation>
    </message>
    <message>
        <source>Hold C to see the bare picture; the wheel zooms where the cursor is.</source>
        <translation>C halten zeigt das bloße Bild; das Mausrad zoomt am Zeiger.</translation>
    </message>
    <message>
        <source>gmmseg will be in {language} when it is started again.</source>
        <translation>gmmseg erscheint beim nächsten Start in dieser Sprache: {language}.</translation>
    </message>
    <message>
        <source>That of the &amp;system</source>
        <translation>Die des &amp;Systems</translation>
    </message>
    <message>
        <source>gmmseg {version} turns pictures into masks with Gaussian mixtures.</source>
        <translation>gmmseg {version} macht aus Bildern Masken, mit Gaußschen Mischverteilungen.</translation>
    </message>
    <message>
        <source>&amp;Undo {act}</source>
        <translation>&amp;Rückgängig: {act}</translation>
    </message>
    <message>
        <source>&amp;Redo {act}</source>
        <translation>&amp;Wiederholen: {act}</translation>
    </message>
    <message>
        <source>The picture</source>
        <translation>Das Bild</translation>
    </message>
    <message>
        <source>It is divided into segments that look alike, as soon as it is open. The wheel zooms, dragging moves it, a click chooses a segment.</source>
        <translation>Sobald es offen ist, wird es in Segmente geteilt, die jeweils ähnlich aussehen. Das Mausrad zoomt, Ziehen verschiebt, ein Klick wählt ein Segment aus.</translation>
    </message>
    <message>
        <source>Segments</source>
        <translation>Segmente</translation>
    </message>
    <message>
        <source>Point at one to see it alone. Double-click its name to rename it, its swatch to recolour it; select several and press M to merge them.</source>
        <translation>Zeigen hebt eines hervor. Ein Doppelklick auf den Namen benennt es um, ein Klick auf das Farbfeld ändert die Farbe; mehrere ausgewählte führt M zusammen.</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>How many segments, how smooth: drag and see. A preset sets all of it for a kind of picture.</source>
        <translation>Wie viele Segmente, wie glatt: ziehen und zusehen. Eine Voreinstellung stellt alles für eine Art von Bild ein.</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>Werkzeuge</translation>
    </message>
    <message>
        <source>Views</source>
        <translation>Ansichten</translation>
    </message>
    <message>
        <source>Overlay, segments, boundaries, uncertainty: keys 1 to 9. Hold C for the bare picture.</source>
        <translation>Überlagerung, Segmente, Grenzen, Unsicherheit: Tasten 1 bis 9. C halten zeigt das bloße Bild.</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Export</translation>
    </message>
    <message>
        <source>Masks, tables, outlines and reports. Everything else is in the command palette: Ctrl+Shift+P.</source>
        <translation>Masken, Tabellen, Umrisse und Berichte. Alles andere steht in der Befehlspalette: Strg+Umschalt+P.</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>&amp;Tools</source>
        <translation>&amp;Werkzeuge</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Segments</source>
        <translation>&amp;Segmente</translation>
    </message>
    <message>
        <source>Lig&amp;ht</source>
        <translation>&amp;Hell</translation>
    </message>
    <message>
        <source>Mouse</source>
        <translation>Maus</translation>
    </message>
    <message>
        <source>O&amp;bjects</source>
        <translation>&amp;Objekte</translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation>&amp;Modell</translation>
    </message>
    <message>
        <source>Hel&amp;p</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>Cut an object out by clicks, a box or an outline along boundaries, pick a region, paint a segment, repaint labels. Each says above the picture what to do.</source>
        <translation>Ein Objekt durch Klicks, einen Rahmen oder einen Umriss entlang von Grenzen ausschneiden, eine Region wählen, ein Segment malen, Labels übermalen. Jedes sagt über dem Bild, was zu tun ist.</translation>
    </message>
    <message>
        <source>Keyboard and mouse</source>
        <translation>Tastatur und Maus</translation>
    </message>
    <message>
        <source>Search keys</source>
        <translation>Tasten suchen</translation>
    </message>
    <message>
        <source>No key does that; the command palette (Ctrl+Shift+P) lists everything.</source>
        <translation>Keine Taste tut das; die Befehlspalette (Strg+Umschalt+P) enthält alles.</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>Drop a picture here</source>
        <translation>Bild hier ablegen</translation>
    </message>
    <message>
        <source>gmmseg divides it into segments that look alike, at once.</source>
        <translation>gmmseg teilt es sofort in Segmente, die jeweils ähnlich aussehen.</translation>
    </message>
    <message>
        <source>Open picture…</source>
        <translation>Bild öffnen…</translation>
    </message>
    <message>
        <source>Choose a picture on this computer  (Ctrl+O)</source>
        <translation>Ein Bild auf diesem Computer auswählen  (Strg+O)</translation>
    </message>
    <message>
        <source>Take a tour of 60 seconds</source>
        <translation>Rundgang von 60 Sekunden</translation>
    </message>
    <message>
        <source>Six places of the window, on a sample picture; skip it at any time</source>
        <translation>Sechs Stellen des Fensters an einem Beispielbild; jederzeit abzubrechen</translation>
    </message>
    <message>
        <source>or try one of these</source>
        <translation>oder eines von diesen versuchen</translation>
    </message>
    <message>
        <source>or go on with</source>
        <translation>oder weitermachen mit</translation>
    </message>
    <message>
        <source>Open the sample picture “{name}”</source>
        <translation>Beispielbild „{name}“ öffnen</translation>
    </message>
    <message>
        <source>Sample picture: {name}</source>
        <translation>Beispielbild: {name}</translation>
    </message>
    <message>
        <source>Guided tour</source>
        <translation>Rundgang</translation>
    </message>
    <message>
        <source>{number} of {n}</source>
        <translation>{number} von {n}</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>Stapel</translation>
    </message>
    <message>
        <source>Worst first</source>
        <translation>Schlechteste zuerst</translation>
    </message>
    <message>
        <source>Put pictures that failed, and those least like the model&apos;s own, on top.</source>
        <translation>Stellt Bilder nach oben, die fehlschlugen oder denen des Modells am wenigsten gleichen.</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>Wird gesucht…</translation>
    </message>
    <message numerus="yes">
        <source>%n pictures</source>
        <translation>
            <numerusform>%n Bild</numerusform>
            <numerusform>%n Bilder</numerusform>
        </translation>
    </message>
    <message>
        <source>Looking for pictures…</source>
        <translation>Bilder werden gesucht…</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>Wird angehalten…</translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation>Abgebrochen.</translation>
    </message>
    <message>
        <source>The batch</source>
        <translation>Der Stapel</translation>
    </message>
    <message>
        <source>Looking for pictures</source>
        <translation>Bilder suchen</translation>
    </message>
    <message>
        <source>Writing the report</source>
        <translation>Bericht schreiben</translation>
    </message>
    <message>
        <source>Opening {name} as the batch sees it…</source>
        <translation>{name} wird so geöffnet, wie der Stapel es sieht…</translation>
    </message>
    <message>
        <source>{name} as the batch sees it</source>
        <translation>{name}, wie der Stapel es sieht</translation>
    </message>
    <message>
        <source>Opening {name}</source>
        <translation>{name} öffnen</translation>
    </message>
    <message>
        <source>Models (*.gmm.json);;All files (*)</source>
        <translation>Modelle (*.gmm.json);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>That of the open picture</source>
        <translation>Das des offenen Bildes</translation>
    </message>
    <message>
        <source>Every picture gets the segments of the one that is open.</source>
        <translation>Jedes Bild bekommt die Segmente des offenen.</translation>
    </message>
    <message>
        <source>A model file</source>
        <translation>Eine Modelldatei</translation>
    </message>
    <message>
        <source>Every picture gets the segments of a model that was saved.</source>
        <translation>Jedes Bild bekommt die Segmente eines gespeicherten Modells.</translation>
    </message>
    <message>
        <source>Fit each picture</source>
        <translation>Jedes Bild einzeln anpassen</translation>
    </message>
    <message>
        <source>Each is fitted for itself and its classes are matched; what is like none is “other”.</source>
        <translation>Jedes wird für sich angepasst, und seine Klassen werden zugeordnet; was keiner gleicht, ist „other“.</translation>
    </message>
    <message>
        <source>Fit all together</source>
        <translation>Alle gemeinsam anpassen</translation>
    </message>
    <message>
        <source>One model is made of all pictures, and every picture gets its segments.</source>
        <translation>Aus allen Bildern entsteht ein Modell, und jedes Bild bekommt dessen Segmente.</translation>
    </message>
    <message>
        <source>Mark it</source>
        <translation>Markieren</translation>
    </message>
    <message>
        <source>A picture that the model does not explain is marked in the table.</source>
        <translation>Ein Bild, das das Modell nicht erklärt, wird in der Tabelle markiert.</translation>
    </message>
    <message>
        <source>Fit it anew</source>
        <translation>Neu anpassen</translation>
    </message>
    <message>
        <source>It is fitted for itself, its classes matched with the model&apos;s; what is like none is “other”.</source>
        <translation>Es wird für sich angepasst, und seine Klassen werden denen des Modells zugeordnet; was keiner gleicht, ist „other“.</translation>
    </message>
    <message>
        <source>Leave it out</source>
        <translation>Auslassen</translation>
    </message>
    <message>
        <source>No files are written for it.</source>
        <translation>Dafür werden keine Dateien geschrieben.</translation>
    </message>
    <message>
        <source>How far the model moves towards each picture before it labels it; 0 leaves it as it is.</source>
        <translation>Wie weit sich das Modell jedem Bild nähert, bevor es Labels vergibt; 0 lässt es, wie es ist.</translation>
    </message>
    <message>
        <source>Leaves pixels unassigned that no component explains: this share of pixels like those of the fit. 0 leaves it to the model or the settings.</source>
        <translation>Lässt Pixel ohne Segment, die keine Komponente erklärt: diesen Anteil von Pixeln, die denen der Anpassung gleichen. 0 überlässt es dem Modell oder den Einstellungen.</translation>
    </message>
    <message>
        <source>as in {file}</source>
        <translation>wie in {file}</translation>
    </message>
    <message>
        <source>Folder of pictures</source>
        <translation>Ordner mit Bildern</translation>
    </message>
    <message>
        <source>Drop a folder here</source>
        <translation>Ordner hier ablegen</translation>
    </message>
    <message>
        <source>With folders inside</source>
        <translation>Mit Unterordnern</translation>
    </message>
    <message>
        <source>Model file</source>
        <translation>Modelldatei</translation>
    </message>
    <message>
        <source>A .gmm.json file</source>
        <translation>Eine .gmm.json-Datei</translation>
    </message>
    <message>
        <source>Adapt</source>
        <translation>Nähern</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>A picture unlike the model</source>
        <translation>Ein Bild, das dem Modell nicht gleicht</translation>
    </message>
    <message>
        <source>Folder for results</source>
        <translation>Ordner für Ergebnisse</translation>
    </message>
    <message>
        <source>Where files go</source>
        <translation>Wohin Dateien kommen</translation>
    </message>
    <message>
        <source>Name of the files</source>
        <translation>Name der Dateien</translation>
    </message>
    <message>
        <source>{folder} and {stem} stand for a picture&apos;s folder and name, {suffix} for its ending,
{number:04d} for its number, here with four digits.</source>
        <translation>{folder} und {stem} stehen für Ordner und Namen eines Bildes, {suffix} für seine Endung,
{number:04d} für seine Nummer, hier mit vier Ziffern.</translation>
    </message>
    <message>
        <source>Replace files that are there</source>
        <translation>Vorhandene Dateien ersetzen</translation>
    </message>
    <message>
        <source>Processes</source>
        <translation>Prozesse</translation>
    </message>
    <message>
        <source>How many pictures are worked on at once; each needs memory for its own.</source>
        <translation>Wie viele Bilder zugleich bearbeitet werden; jedes braucht eigenen Speicher.</translation>
    </message>
    <message>
        <source>What is written for each picture</source>
        <translation>Was für jedes Bild geschrieben wird</translation>
    </message>
    <message>
        <source>Choose the folder of pictures.</source>
        <translation>Ordner mit Bildern wählen.</translation>
    </message>
    <message>
        <source>Open a picture, or choose another model.</source>
        <translation>Ein Bild öffnen oder ein anderes Modell wählen.</translation>
    </message>
    <message>
        <source>Choose the model file.</source>
        <translation>Modelldatei wählen.</translation>
    </message>
    <message>
        <source>Choose the folder for results.</source>
        <translation>Ordner für Ergebnisse wählen.</translation>
    </message>
    <message>
        <source>Tick at least one kind of file.</source>
        <translation>Mindestens eine Art von Datei ankreuzen.</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
    <message>
        <source>Choose the {what}</source>
        <translation>{what} wählen</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Unlike the model</source>
        <translation>Bei Drift</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>Ergebnisse</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Time limit</source>
        <translation>Zeitgrenze</translation>
    </message>
    <message>
        <source>Making thumbnails</source>
        <translation>Vorschaubilder erstellen</translation>
    </message>
    <message>
        <source>Preparing the view</source>
        <translation>Ansicht vorbereiten</translation>
    </message>
    <message>
        <source>Working through the folder</source>
        <translation>Ordner durcharbeiten</translation>
    </message>
    <message>
        <source>{count} · {rate} a second · {clock} left</source>
        <translation>{count} · {rate} pro Sekunde · noch {clock}</translation>
    </message>
    <message>
        <source>Progress of the batch</source>
        <translation>Fortschritt des Stapels</translation>
    </message>
    <message>
        <source>Getting ready…</source>
        <translation>Wird vorbereitet…</translation>
    </message>
    <message>
        <source>Making the model: {stage}</source>
        <translation>Modell wird erstellt: {stage}</translation>
    </message>
    <message>
        <source>{ended} of {total} pictures</source>
        <translation>{ended} von {total} Bildern</translation>
    </message>
    <message>
        <source>Open report</source>
        <translation>Bericht öffnen</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Im Ordner zeigen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>{n} failed</source>
        <translation>{n} fehlgeschlagen</translation>
    </message>
    <message>
        <source>{old} up to date</source>
        <translation>{old} schon aktuell</translation>
    </message>
    <message>
        <source>Drop a folder of pictures here, or choose one at the left.</source>
        <translation>Einen Ordner mit Bildern hier ablegen oder links wählen.</translation>
    </message>
    <message>
        <source>Green</source>
        <translation>Grün</translation>
    </message>
    <message>
        <source>Amber</source>
        <translation>Gelb</translation>
    </message>
    <message>
        <source>Red</source>
        <translation>Rot</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Unbekannt</translation>
    </message>
    <message>
        <source>Pictures of the batch</source>
        <translation>Bilder des Stapels</translation>
    </message>
    <message>
        <source>Enter opens a picture with what was found in it.</source>
        <translation>Die Eingabetaste öffnet ein Bild mit dem, was darin gefunden wurde.</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Stand</translation>
    </message>
    <message>
        <source>Drift</source>
        <translation>Drift</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Left out</source>
        <translation>Ausgelassen</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>Working</source>
        <translation>In Arbeit</translation>
    </message>
    <message>
        <source>Up to date</source>
        <translation>Schon aktuell</translation>
    </message>
    <message>
        <source>{n} unknown</source>
        <translation>{n} unbekannt</translation>
    </message>
    <message>
        <source>{n} green</source>
        <translation>{n} grün</translation>
    </message>
    <message>
        <source>{n} amber</source>
        <translation>{n} gelb</translation>
    </message>
    <message>
        <source>{n} red</source>
        <translation>{n} rot</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>green</source>
        <translation>grün</translation>
    </message>
    <message>
        <source>amber</source>
        <translation>gelb</translation>
    </message>
    <message>
        <source>red</source>
        <translation>rot</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>By its size</source>
        <translation>Nach Größe</translation>
    </message>
    <message>
        <source>A picture that takes longer than {minutes} minutes and {more} for each megapixel fails, and the others go on.</source>
        <translation>Ein Bild, das länger als {minutes} Minuten und {more} für jedes Megapixel braucht, schlägt fehl, und die anderen gehen weiter.</translation>
    </message>
    <message>
        <source>Fixed</source>
        <translation>Fest</translation>
    </message>
    <message>
        <source>A picture that takes longer to read, or to work on, fails, and the others go on.</source>
        <translation>Ein Bild, dessen Lesen oder Bearbeiten länger dauert, schlägt fehl, und die anderen gehen weiter.</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>A picture may take for ever: the others wait.</source>
        <translation>Ein Bild darf beliebig lange dauern: Die anderen warten.</translation>
    </message>
    <message>
        <source>Seconds that a picture may take</source>
        <translation>Sekunden, die ein Bild dauern darf</translation>
    </message>
    <message>
        <source>Time limit of a picture</source>
        <translation>Zeitgrenze eines Bildes</translation>
    </message>
    <message>
        <source>The open picture. Wheel zooms, dragging and arrow keys move it.</source>
        <translation>Das offene Bild. Das Mausrad zoomt, Ziehen und Pfeiltasten verschieben es.</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>How wide brush and eraser are.</source>
        <translation>Wie breit Pinsel und Radierer sind.</translation>
    </message>
    <message>
        <source>How unlike pixels may be before growing stops, in sigmas.</source>
        <translation>Wie unähnlich Pixel sein dürfen, bevor das Wachsen endet, in Sigma.</translation>
    </message>
    <message>
        <source>Tolerance</source>
        <translation>Toleranz</translation>
    </message>
    <message>
        <source>Contiguous</source>
        <translation>Verbunden</translation>
    </message>
    <message>
        <source>Take only pixels that are connected to the clicked one, not the whole picture&apos;s.</source>
        <translation>Nur Pixel nehmen, die mit dem angeklickten verbunden sind, nicht solche im ganzen Bild.</translation>
    </message>
    <message>
        <source>As usual</source>
        <translation>Wie üblich</translation>
    </message>
    <message>
        <source>Natural colours</source>
        <translation>Natürliche Farben</translation>
    </message>
    <message>
        <source>Infrared as red</source>
        <translation>Infrarot als Rot</translation>
    </message>
    <message>
        <source>As chosen below</source>
        <translation>Wie unten gewählt</translation>
    </message>
    <message>
        <source>Recolour channel</source>
        <translation>Kanal umfärben</translation>
    </message>
    <message>
        <source>Change brightness</source>
        <translation>Helligkeit ändern</translation>
    </message>
    <message>
        <source>Change gamma</source>
        <translation>Gamma ändern</translation>
    </message>
    <message>
        <source>Show channels as usual</source>
        <translation>Kanäle wie üblich zeigen</translation>
    </message>
    <message>
        <source>Show channel</source>
        <translation>Kanal zeigen</translation>
    </message>
    <message>
        <source>Hide channel</source>
        <translation>Kanal ausblenden</translation>
    </message>
    <message>
        <source>Show all channels</source>
        <translation>Alle Kanäle zeigen</translation>
    </message>
    <message>
        <source>Show one channel</source>
        <translation>Einen Kanal zeigen</translation>
    </message>
    <message>
        <source>Stretch channel</source>
        <translation>Kanal spreizen</translation>
    </message>
    <message>
        <source>Show as false colours</source>
        <translation>Als Falschfarben zeigen</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>Jetzt</translation>
    </message>
    <message>
        <source>Compare with</source>
        <translation>Vergleichen mit</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>Nebeneinander</translation>
    </message>
    <message>
        <source>Show the same part of both, instead of a line to drag.</source>
        <translation>Denselben Ausschnitt von beiden zeigen, statt einer Linie zum Ziehen.</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Merken</translation>
    </message>
    <message>
        <source>Remember the segments of now, to be compared with what comes.</source>
        <translation>Die jetzigen Segmente merken, um sie mit dem zu vergleichen, was kommt.</translation>
    </message>
    <message>
        <source>End the comparison</source>
        <translation>Vergleich beenden</translation>
    </message>
    <message>
        <source>End the comparison  (Shift+C)</source>
        <translation>Vergleich beenden  (Umschalt+C)</translation>
    </message>
    <message>
        <source>Kept: what comes is compared with it</source>
        <translation>Gemerkt: Was kommt, wird damit verglichen</translation>
    </message>
    <message>
        <source>Comparing</source>
        <translation>Vergleichen</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Vorher</translation>
    </message>
    <message>
        <source>Kept</source>
        <translation>Gemerkt</translation>
    </message>
    <message>
        <source>Before: {before}</source>
        <translation>Vorher: {before}</translation>
    </message>
    <message>
        <source>The kept result</source>
        <translation>Das gemerkte Ergebnis</translation>
    </message>
    <message>
        <source>Mark an object first; then the right button removes from it</source>
        <translation>Zuerst ein Objekt markieren; dann nimmt die rechte Taste davon weg</translation>
    </message>
    <message>
        <source>Remove from object</source>
        <translation>Vom Objekt wegnehmen</translation>
    </message>
    <message>
        <source>Paint object</source>
        <translation>Objekt malen</translation>
    </message>
    <message>
        <source>Add to object</source>
        <translation>Zum Objekt hinzufügen</translation>
    </message>
    <message>
        <source>The box holds no pixel of the picture</source>
        <translation>Der Rahmen enthält kein Pixel des Bildes</translation>
    </message>
    <message>
        <source>Select object</source>
        <translation>Objekt auswählen</translation>
    </message>
    <message>
        <source>Minimap</source>
        <translation>Übersichtskarte</translation>
    </message>
    <message>
        <source>All of the picture; click to look at that place.</source>
        <translation>Das ganze Bild; ein Klick zeigt die Stelle.</translation>
    </message>
    <message>
        <source>All of the picture. Click or drag to look there.</source>
        <translation>Das ganze Bild. Klicken oder ziehen zeigt die Stelle.</translation>
    </message>
    <message>
        <source>Each page by itself</source>
        <translation>Jede Seite für sich</translation>
    </message>
    <message>
        <source>Whether the planes of an axis are pictures of their own, or the channels of one picture. Pictures are read anew.</source>
        <translation>Ob die Ebenen einer Achse eigene Bilder sind oder die Kanäle eines Bildes. Bilder werden neu gelesen.</translation>
    </message>
    <message>
        <source>Play through the pages, segments and all; the model stays as it is.</source>
        <translation>Die Seiten abspielen, mit ihren Segmenten; das Modell bleibt, wie es ist.</translation>
    </message>
    <message>
        <source>The segments of this page are those of the model of {page}. Fit a model to this page instead.</source>
        <translation>Die Segmente dieser Seite sind die des Modells von {page}. Stattdessen ein Modell an diese Seite anpassen.</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Abspielen</translation>
    </message>
    <message>
        <source>Fit here</source>
        <translation>Hier anpassen</translation>
    </message>
    <message>
        <source>Planes as channels</source>
        <translation>Ebenen als Kanäle</translation>
    </message>
    <message>
        <source>{page}  (Page up, Page down)</source>
        <translation>{page}  (Bild auf, Bild ab)</translation>
    </message>
    <message>
        <source>{axis} as channels</source>
        <translation>{axis} als Kanäle</translation>
    </message>
    <message>
        <source>Value {value}</source>
        <translation>Wert {value}</translation>
    </message>
    <message>
        <source>Values {values}</source>
        <translation>Werte {values}</translation>
    </message>
    <message>
        <source>Set the scale</source>
        <translation>Maßstab festlegen</translation>
    </message>
    <message>
        <source>The scale is not known any more</source>
        <translation>Der Maßstab ist nicht mehr bekannt</translation>
    </message>
    <message>
        <source>A pixel is {length} wide</source>
        <translation>Ein Pixel ist {length} breit</translation>
    </message>
    <message>
        <source>Type the length, such as 50 or 0.5</source>
        <translation>Die Länge eingeben, zum Beispiel 50 oder 0,5</translation>
    </message>
    <message>
        <source>Length of the line</source>
        <translation>Länge der Linie</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Länge</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>Einheit</translation>
    </message>
    <message>
        <source>Set scale</source>
        <translation>Festlegen</translation>
    </message>
    <message>
        <source>Take the file&apos;s</source>
        <translation>Den der Datei nehmen</translation>
    </message>
    <message>
        <source>Forget the scale that was set by hand.</source>
        <translation>Den von Hand festgelegten Maßstab vergessen.</translation>
    </message>
    <message>
        <source>A pixel is {sides}.</source>
        <translation>Ein Pixel misst {sides}.</translation>
    </message>
    <message>
        <source>The line is {length} pixels long. In truth it is</source>
        <translation>Die Linie ist {length} Pixel lang. In Wirklichkeit sind es</translation>
    </message>
    <message>
        <source>Got it</source>
        <translation>Verstanden</translation>
    </message>
    <message>
        <source>Got it: show the next hint</source>
        <translation>Verstanden: den nächsten Hinweis zeigen</translation>
    </message>
    <message>
        <source>Never show this hint again</source>
        <translation>Diesen Hinweis nie wieder zeigen</translation>
    </message>
    <message>
        <source>Hand</source>
        <translation>Hand</translation>
    </message>
    <message>
        <source>Drag to move the picture, click to choose a segment.</source>
        <translation>Ziehen verschiebt das Bild, ein Klick wählt ein Segment aus.</translation>
    </message>
    <message>
        <source>Select object by clicks</source>
        <translation>Objekt durch Klicks auswählen</translation>
    </message>
    <message>
        <source>Click adds, right-click removes; click a mark to remove it.</source>
        <translation>Ein Klick fügt hinzu, ein Rechtsklick nimmt weg; ein Klick auf eine Markierung entfernt sie.</translation>
    </message>
    <message>
        <source>Select object by box</source>
        <translation>Objekt durch Rahmen auswählen</translation>
    </message>
    <message>
        <source>Drag a box around an object. Shift adds, right-drag removes.</source>
        <translation>Einen Rahmen um ein Objekt ziehen. Umschalt fügt hinzu, rechts ziehen nimmt weg.</translation>
    </message>
    <message>
        <source>Select object by lasso</source>
        <translation>Objekt mit dem Lasso auswählen</translation>
    </message>
    <message>
        <source>Draw around an object. Shift adds, right-drag removes.</source>
        <translation>Ein Objekt umfahren. Umschalt fügt hinzu, rechts ziehen nimmt weg.</translation>
    </message>
    <message>
        <source>Magic wand</source>
        <translation>Zauberstab</translation>
    </message>
    <message>
        <source>Click takes similar pixels, drag for more. Shift adds, Alt removes.</source>
        <translation>Klick nimmt Ähnliches, Ziehen mehr. Umschalt: dazu, Alt: weg.</translation>
    </message>
    <message>
        <source>Paint an object</source>
        <translation>Objekt malen</translation>
    </message>
    <message>
        <source>Paint adds, right-drag or Alt removes; cuts keep to it.</source>
        <translation>Malen fügt hinzu, rechts ziehen oder Alt nimmt weg; der Freisteller hält sich daran.</translation>
    </message>
    <message>
        <source>Paint a segment</source>
        <translation>Segment malen</translation>
    </message>
    <message>
        <source>Paint the chosen segment; right-click chooses another.</source>
        <translation>Malt das ausgewählte Segment; ein Rechtsklick wählt ein anderes aus.</translation>
    </message>
    <message>
        <source>Erase strokes</source>
        <translation>Striche radieren</translation>
    </message>
    <message>
        <source>Rub over strokes to remove them.</source>
        <translation>Über Striche reiben, um sie zu entfernen.</translation>
    </message>
    <message>
        <source>Repaint labels</source>
        <translation>Labels übermalen</translation>
    </message>
    <message>
        <source>Give pixels the chosen segment&apos;s label at once; the model learns nothing from it.</source>
        <translation>Gibt Pixeln sofort das Label des ausgewählten Segments; das Modell lernt nichts daraus.</translation>
    </message>
    <message>
        <source>Split objects by a line</source>
        <translation>Objekte durch eine Linie teilen</translation>
    </message>
    <message>
        <source>Draw a line across objects that are counted; where some are selected, only these are split.</source>
        <translation>Eine Linie quer über gezählte Objekte ziehen; sind welche ausgewählt, werden nur diese geteilt.</translation>
    </message>
    <message>
        <source>Redraw an object</source>
        <translation>Objekt neu zeichnen</translation>
    </message>
    <message>
        <source>Paint adds to the selected object, or makes one; right-drag removes, Alt paints over others.</source>
        <translation>Malen erweitert das ausgewählte Objekt oder macht eines; rechts ziehen nimmt weg, Alt übermalt andere.</translation>
    </message>
    <message>
        <source>Typical size</source>
        <translation>Typische Größe</translation>
    </message>
    <message>
        <source>Drag a circle as wide as a typical object.</source>
        <translation>Einen Kreis ziehen, so breit wie ein typisches Objekt.</translation>
    </message>
    <message>
        <source>Draw a line over a length that you know, then type it.</source>
        <translation>Eine Linie über eine bekannte Länge ziehen und diese eingeben.</translation>
    </message>
    <message>
        <source>Tool: {title}</source>
        <translation>Werkzeug: {title}</translation>
    </message>
    <message>
        <source>Legend</source>
        <translation>Legende</translation>
    </message>
    <message>
        <source>{title}, from {low} to {high}</source>
        <translation>{title}, von {low} bis {high}</translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation>Deckkraft</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Ansicht</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>View: {title}</source>
        <translation>Ansicht: {title}</translation>
    </message>
    <message>
        <source>Uncertainty</source>
        <translation>Unsicherheit</translation>
    </message>
    <message>
        <source>1 - margin</source>
        <translation>1 − Abstand</translation>
    </message>
    <message>
        <source>Unexplained</source>
        <translation>Unerklärt</translation>
    </message>
    <message numerus="yes">
        <source>%n regions</source>
        <translation>
            <numerusform>%n Region</numerusform>
            <numerusform>%n Regionen</numerusform>
        </translation>
    </message>
    <message>
        <source>Select a segment or an object first</source>
        <translation>Zuerst ein Segment oder ein Objekt auswählen</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>The picture as it is</source>
        <translation>Das Bild, wie es ist</translation>
    </message>
    <message>
        <source>Overlay</source>
        <translation>Überlagerung</translation>
    </message>
    <message>
        <source>Segments laid over the picture in colour</source>
        <translation>Segmente farbig über dem Bild</translation>
    </message>
    <message>
        <source>Every pixel in the colour of its segment</source>
        <translation>Jedes Pixel in der Farbe seines Segments</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>Mittel</translation>
    </message>
    <message>
        <source>Every segment in its mean colour</source>
        <translation>Jedes Segment in seiner mittleren Farbe</translation>
    </message>
    <message>
        <source>Boundaries</source>
        <translation>Grenzen</translation>
    </message>
    <message>
        <source>Where segments meet, drawn on the picture</source>
        <translation>Wo Segmente aneinanderstoßen, auf dem Bild gezeichnet</translation>
    </message>
    <message>
        <source>Probability</source>
        <translation>Wahrscheinlichkeit</translation>
    </message>
    <message>
        <source>How surely each pixel belongs to the chosen segment (its posterior)</source>
        <translation>Wie sicher jedes Pixel zum ausgewählten Segment gehört (seine A-posteriori-Wahrscheinlichkeit)</translation>
    </message>
    <message>
        <source>Where the segments compete for a pixel (entropy of the posterior)</source>
        <translation>Wo Segmente um ein Pixel konkurrieren (Entropie der A-posteriori-Verteilung)</translation>
    </message>
    <message>
        <source>Regions</source>
        <translation>Regionen</translation>
    </message>
    <message>
        <source>Connected regions, coarse or fine as the slider of detail says</source>
        <translation>Zusammenhängende Regionen, grob oder fein, wie der Regler „Detail“ es sagt</translation>
    </message>
    <message>
        <source>Margin</source>
        <translation>Abstand</translation>
    </message>
    <message>
        <source>Where the two most probable segments are close (bright: as probable)</source>
        <translation>Wo die beiden wahrscheinlichsten Segmente nahe beieinander sind (hell: gleich wahrscheinlich)</translation>
    </message>
    <message>
        <source>Density</source>
        <translation>Dichte</translation>
    </message>
    <message>
        <source>Where no component explains the pixels (bright: unlike all that was learned)</source>
        <translation>Wo keine Komponente die Pixel erklärt (hell: anders als alles Gelernte)</translation>
    </message>
    <message>
        <source>Wait a moment: segments are still being found</source>
        <translation>Einen Moment: Segmente werden noch gesucht</translation>
    </message>
    <message>
        <source>Wheel with Pick a region</source>
        <translation>Rad mit „Region wählen“</translation>
    </message>
    <message>
        <source>a larger or smaller region; Ctrl+wheel zooms</source>
        <translation>eine größere oder kleinere Region; Strg+Rad zoomt</translation>
    </message>
    <message>
        <source>Arrow keys, Enter with Pick a region</source>
        <translation>Pfeiltasten, Eingabe mit „Region wählen“</translation>
    </message>
    <message>
        <source>the next region, take it; Shift+Up, Shift+Down: larger, smaller</source>
        <translation>die nächste Region, sie nehmen; Umschalt+Auf, Umschalt+Ab: größer, kleiner</translation>
    </message>
    <message>
        <source>Click, double-click with Outline</source>
        <translation>Klick, Doppelklick mit „Umriss“</translation>
    </message>
    <message>
        <source>set a point on a boundary, close; Shift: a straight line</source>
        <translation>einen Punkt auf eine Grenze setzen, schließen; Umschalt: gerade Linie</translation>
    </message>
    <message>
        <source>Backspace with Outline</source>
        <translation>Rücktaste mit „Umriss“</translation>
    </message>
    <message>
        <source>take the last point back</source>
        <translation>den letzten Punkt zurücknehmen</translation>
    </message>
    <message>
        <source>Drag with the wand</source>
        <translation>Ziehen mit dem Zauberstab</translation>
    </message>
    <message>
        <source>take in more or fewer pixels</source>
        <translation>mehr oder weniger Pixel aufnehmen</translation>
    </message>
    <message>
        <source>Open as &amp;large picture…</source>
        <translation>Als &amp;großes Bild öffnen…</translation>
    </message>
    <message>
        <source>Label the &amp;whole picture…</source>
        <translation>Das g&amp;anze Bild labeln…</translation>
    </message>
    <message>
        <source>Labels of the whole pictu&amp;re</source>
        <translation>Labels des ganzen B&amp;ildes</translation>
    </message>
    <message>
        <source>Patterns over segments</source>
        <translation>Muster über Segmenten</translation>
    </message>
    <message>
        <source>Smaller &amp;brush</source>
        <translation>&amp;Kleinerer Pinsel</translation>
    </message>
    <message>
        <source>La&amp;rger brush</source>
        <translation>&amp;Größerer Pinsel</translation>
    </message>
    <message>
        <source>Learn &amp;from annotations…</source>
        <translation>Aus Annotat&amp;ionen lernen…</translation>
    </message>
    <message>
        <source>F&amp;it to this view</source>
        <translation>An d&amp;iese Ansicht anpassen</translation>
    </message>
    <message>
        <source>What becomes of selected pixels: an object that is cut out, or the label of the segment chosen in the list. The model learns nothing from it.</source>
        <translation>Was aus gewählten Pixeln wird: ein ausgeschnittenes Objekt, oder das Label des in der Liste gewählten Segments. Das Modell lernt nichts daraus.</translation>
    </message>
    <message>
        <source>Where selected pixels go</source>
        <translation>Wohin gewählte Pixel gehen</translation>
    </message>
    <message numerus="yes">
        <source>The brush is %n pixels wide</source>
        <translation>
            <numerusform>Der Pinsel ist %n Pixel breit</numerusform>
            <numerusform>Der Pinsel ist %n Pixel breit</numerusform>
        </translation>
    </message>
    <message>
        <source>To an object</source>
        <translation>An ein Objekt</translation>
    </message>
    <message>
        <source>To the segment</source>
        <translation>Ans Segment</translation>
    </message>
    <message>
        <source>Wait a moment: boundaries are still being found</source>
        <translation>Einen Moment: Grenzen werden noch gesucht</translation>
    </message>
    <message>
        <source>Set more points around what you select</source>
        <translation>Setzen Sie mehr Punkte um das, was Sie wählen</translation>
    </message>
    <message>
        <source>Wait a moment: regions are still being found</source>
        <translation>Einen Moment: Regionen werden noch gesucht</translation>
    </message>
    <message>
        <source>There is no larger region here</source>
        <translation>Hier gibt es keine größere Region</translation>
    </message>
    <message>
        <source>There is no smaller region here</source>
        <translation>Hier gibt es keine kleinere Region</translation>
    </message>
    <message>
        <source>Give pixels to {name}</source>
        <translation>Pixel an {name} geben</translation>
    </message>
    <message>
        <source>Nothing is selected here</source>
        <translation>Hier ist nichts gewählt</translation>
    </message>
    <message>
        <source>This selection is too ragged</source>
        <translation>Diese Auswahl ist zu zerklüftet</translation>
    </message>
    <message>
        <source>Pixels are taken from a segment by giving them to another one</source>
        <translation>Pixel werden einem Segment genommen, indem ein anderes sie bekommt</translation>
    </message>
    <message>
        <source>Choose a segment in the list first; then a selection is given to it</source>
        <translation>Wählen Sie erst ein Segment in der Liste; dann bekommt es die Auswahl</translation>
    </message>
    <message>
        <source>Pick a region</source>
        <translation>Region wählen</translation>
    </message>
    <message>
        <source>Wheel: larger or smaller (Ctrl+wheel zooms). Click takes it, Shift adds, right-click removes.</source>
        <translation>Rad: größer, kleiner (mit Strg: Zoom). Klick nimmt sie, Umschalt: dazu, Rechtsklick: weg.</translation>
    </message>
    <message>
        <source>Outline along boundaries</source>
        <translation>Umriss entlang von Grenzen</translation>
    </message>
    <message>
        <source>Click points, double-click closes; or draw. Shift: straight, Ctrl adds, right-click removes.</source>
        <translation>Punkte klicken, Doppelklick schließt; auch frei. Umschalt: gerade, Strg: dazu, rechts: weg.</translation>
    </message>
    <message>
        <source>How strongly segments cover the picture  (Ctrl+[ and Ctrl+])</source>
        <translation>Wie stark Segmente das Bild bedecken  (Strg+[ und Strg+])</translation>
    </message>
    <message>
        <source>This pixel is not usable: nothing can grow from it</source>
        <translation>Dieses Pixel ist nicht brauchbar: Daraus kann nichts wachsen</translation>
    </message>
    <message>
        <source>Mark an object first; then Alt removes from it</source>
        <translation>Zuerst ein Objekt markieren; dann nimmt Alt davon weg</translation>
    </message>
    <message>
        <source>Change tolerance</source>
        <translation>Toleranz ändern</translation>
    </message>
    <message>
        <source>Change contiguous</source>
        <translation>Verbundenheit ändern</translation>
    </message>
    <message>
        <source>Grow region</source>
        <translation>Region wachsen lassen</translation>
    </message>
    <message>
        <source>Drawing</source>
        <translation>Zeichnen</translation>
    </message>
    <message>
        <source>Selecting</source>
        <translation>Auswählen</translation>
    </message>
    <message numerus="yes">
        <source>%n segments · {time}</source>
        <translation>
            <numerusform>%n Segment · {time}</numerusform>
            <numerusform>%n Segmente · {time}</numerusform>
        </translation>
    </message>
    <message>
        <source>Merged segments were unmerged</source>
        <translation>Zusammengeführte Segmente sind wieder getrennt</translation>
    </message>
    <message>
        <source>Splits and deletions ended</source>
        <translation>Teilungen und Löschungen gelten nicht mehr</translation>
    </message>
    <message>
        <source>Undone: {act}</source>
        <translation>Rückgängig gemacht: {act}</translation>
    </message>
    <message>
        <source>Redone: {act}</source>
        <translation>Wiederholt: {act}</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>Segmenting</source>
        <translation>Segmentieren</translation>
    </message>
    <message>
        <source>Selecting the object</source>
        <translation>Objekt auswählen</translation>
    </message>
    <message>
        <source>Finding objects</source>
        <translation>Objekte suchen</translation>
    </message>
    <message>
        <source>Getting ready</source>
        <translation>Vorbereiten</translation>
    </message>
    <message>
        <source>Locks ended</source>
        <translation>Sperren gelten nicht mehr</translation>
    </message>
    <message>
        <source>Getting ready, which takes longer the first time</source>
        <translation>Vorbereiten, was beim ersten Mal länger dauert</translation>
    </message>
    <message>
        <source>{name}: {share} of the picture · {time}</source>
        <translation>{name}: {share} des Bildes · {time}</translation>
    </message>
    <message>
        <source>{what} failed because of a fault in gmmseg ({fault}). Nothing was lost.</source>
        <translation>{what}: wegen eines Fehlers in gmmseg fehlgeschlagen ({fault}). Nichts ging verloren.</translation>
    </message>
    <message>
        <source>{what} failed because there was not enough memory. Nothing was lost.</source>
        <translation>{what}: fehlgeschlagen, weil der Speicher nicht reichte. Nichts ging verloren.</translation>
    </message>
    <message>
        <source>Copied a table of {n} rows</source>
        <translation>Tabelle mit {n} Zeilen kopiert</translation>
    </message>
    <message>
        <source>Copied {what}, {width} × {height} pixels</source>
        <translation>Kopiert: {what}, {width} × {height} Pixel</translation>
    </message>
    <message>
        <source>the picture</source>
        <translation>das Bild</translation>
    </message>
    <message>
        <source>the overlay</source>
        <translation>die Überlagerung</translation>
    </message>
    <message>
        <source>the mask of {name}</source>
        <translation>die Maske von {name}</translation>
    </message>
    <message>
        <source>Wait a moment: the object is still being cut out</source>
        <translation>Einen Moment: Das Objekt wird noch freigestellt</translation>
    </message>
    <message>
        <source>Copying</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Select an object or a segment first, then copy its cut-out</source>
        <translation>Zuerst ein Objekt oder ein Segment auswählen, dann seinen Freisteller kopieren</translation>
    </message>
    <message>
        <source>the label map</source>
        <translation>das Labelbild</translation>
    </message>
    <message>
        <source>Choose at least one kind of file.</source>
        <translation>Mindestens eine Art von Datei wählen.</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Those in view</source>
        <translation>Sichtbare</translation>
    </message>
    <message>
        <source>Those selected</source>
        <translation>Ausgewählte</translation>
    </message>
    <message>
        <source>Wrote {names} to {where}.</source>
        <translation>{names} wurde nach {where} geschrieben.</translation>
    </message>
    <message numerus="yes">
        <source>Wrote %n files of {n} pictures to {where}.</source>
        <translation>
            <numerusform>%n Datei von {n} Bildern wurde nach {where} geschrieben.</numerusform>
            <numerusform>%n Dateien von {n} Bildern wurden nach {where} geschrieben.</numerusform>
        </translation>
    </message>
    <message>
        <source>There was nothing to write.</source>
        <translation>Es gab nichts zu schreiben.</translation>
    </message>
    <message>
        <source>Wrote {names} and {n} more to {where}.</source>
        <translation>{names} und {n} weitere wurden nach {where} geschrieben.</translation>
    </message>
    <message>
        <source>Progress of the export</source>
        <translation>Fortschritt des Exports</translation>
    </message>
    <message>
        <source>Exporting…</source>
        <translation>Wird exportiert…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>{name} stands for the picture&apos;s name, {k} for the number of segments.</source>
        <translation>{name} steht für den Namen des Bildes, {k} für die Anzahl der Segmente.</translation>
    </message>
    <message>
        <source>This picture</source>
        <translation>Dieses Bild</translation>
    </message>
    <message>
        <source>Which pictures of the project</source>
        <translation>Welche Bilder des Projekts</translation>
    </message>
    <message>
        <source>Which segments</source>
        <translation>Welche Segmente</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>All {n} of the project</source>
        <translation>Alle {n} des Projekts</translation>
    </message>
    <message>
        <source>{name} has no segments yet</source>
        <translation>{name} hat noch keine Segmente</translation>
    </message>
    <message numerus="yes">
        <source>%n have no segments yet</source>
        <translation>
            <numerusform>%n hat noch keine Segmente</numerusform>
            <numerusform>%n haben noch keine Segmente</numerusform>
        </translation>
    </message>
    <message>
        <source>Folder to export to</source>
        <translation>Ordner für den Export</translation>
    </message>
    <message numerus="yes">
        <source>Wrote %n files of {done} of {n} pictures to {where}.</source>
        <translation>
            <numerusform>%n Datei von {done} der {n} Bilder wurde nach {where} geschrieben.</numerusform>
            <numerusform>%n Dateien von {done} der {n} Bilder wurden nach {where} geschrieben.</numerusform>
        </translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>{stage}, {number} of {n}</source>
        <translation>{stage}, {number} von {n}</translation>
    </message>
    <message>
        <source>So it is with {more} more.</source>
        <translation>Ebenso {more} weitere.</translation>
    </message>
    <message>
        <source>Drag the overlay from here to a folder or another program; a click copies it.</source>
        <translation>Die Überlagerung von hier in einen Ordner oder ein anderes Programm ziehen; ein Klick kopiert sie.</translation>
    </message>
    <message>
        <source>Drag out the overlay</source>
        <translation>Überlagerung herausziehen</translation>
    </message>
    <message>
        <source>Exporting</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Label map
PNG</source>
        <translation>Labelbild
PNG</translation>
    </message>
    <message>
        <source>Overlay
PNG</source>
        <translation>Überlagerung
PNG</translation>
    </message>
    <message>
        <source>Table
CSV</source>
        <translation>Tabelle
CSV</translation>
    </message>
    <message>
        <source>Raw numbers
TIFF</source>
        <translation>Rohe Nummern
TIFF</translation>
    </message>
    <message>
        <source>Masks
PNG each</source>
        <translation>Masken
je ein PNG</translation>
    </message>
    <message>
        <source>Cut-outs
PNG each</source>
        <translation>Freisteller
je ein PNG</translation>
    </message>
    <message>
        <source>Soft mattes
PNG each</source>
        <translation>Weiche Masken
je ein PNG</translation>
    </message>
    <message>
        <source>Regions
16-bit PNG</source>
        <translation>Regionen
16-Bit-PNG</translation>
    </message>
    <message>
        <source>Mean colours
PNG</source>
        <translation>Mittlere Farben
PNG</translation>
    </message>
    <message>
        <source>Boundaries
PNG</source>
        <translation>Grenzen
PNG</translation>
    </message>
    <message>
        <source>Uncertainty
PNG</source>
        <translation>Unsicherheit
PNG</translation>
    </message>
    <message>
        <source>Margin
PNG</source>
        <translation>Abstand
PNG</translation>
    </message>
    <message>
        <source>Density
PNG</source>
        <translation>Dichte
PNG</translation>
    </message>
    <message>
        <source>Maps
float TIFF</source>
        <translation>Karten
Gleitkomma-TIFF</translation>
    </message>
    <message>
        <source>Probability
PNG each</source>
        <translation>Wahrscheinlichkeit
je ein PNG</translation>
    </message>
    <message>
        <source>Probabilities
float TIFF</source>
        <translation>Wahrscheinlichkeiten
Gleitkomma-TIFF</translation>
    </message>
    <message>
        <source>Probabilities
OME-TIFF</source>
        <translation>Wahrscheinlichkeiten
OME-TIFF</translation>
    </message>
    <message>
        <source>Probabilities
HDF5, ilastik</source>
        <translation>Wahrscheinlichkeiten
HDF5, ilastik</translation>
    </message>
    <message>
        <source>Probabilities
NPZ</source>
        <translation>Wahrscheinlichkeiten
NPZ</translation>
    </message>
    <message>
        <source>Picture, labels
OME-Zarr</source>
        <translation>Bild, Labels
OME-Zarr</translation>
    </message>
    <message>
        <source>Outlines
GeoJSON, maps</source>
        <translation>Umrisse
GeoJSON, Karten</translation>
    </message>
    <message>
        <source>Outlines
QuPath, packed</source>
        <translation>Umrisse
QuPath, gepackt</translation>
    </message>
    <message>
        <source>Outlines
GeoPackage, maps</source>
        <translation>Umrisse
GeoPackage, Karten</translation>
    </message>
    <message>
        <source>Label map
cloud GeoTIFF</source>
        <translation>Labelbild
Cloud-GeoTIFF</translation>
    </message>
    <message>
        <source>Probabilities
cloud GeoTIFF</source>
        <translation>Wahrscheinlichkeiten
Cloud-GeoTIFF</translation>
    </message>
    <message>
        <source>Outlines
QuPath</source>
        <translation>Umrisse
QuPath</translation>
    </message>
    <message>
        <source>Outlines
ImageJ ROIs</source>
        <translation>Umrisse
ImageJ-ROIs</translation>
    </message>
    <message>
        <source>Polygons
COCO JSON</source>
        <translation>Polygone
COCO-JSON</translation>
    </message>
    <message>
        <source>Pixel runs
COCO JSON</source>
        <translation>Pixelfolgen
COCO-JSON</translation>
    </message>
    <message>
        <source>Polygons
LabelMe JSON</source>
        <translation>Polygone
LabelMe-JSON</translation>
    </message>
    <message>
        <source>Polygons
YOLO text</source>
        <translation>Polygone
YOLO-Text</translation>
    </message>
    <message>
        <source>Outlines
SVG</source>
        <translation>Umrisse
SVG</translation>
    </message>
    <message>
        <source>Statistics
CSV</source>
        <translation>Statistik
CSV</translation>
    </message>
    <message>
        <source>Plots
PNG</source>
        <translation>Diagramme
PNG</translation>
    </message>
    <message>
        <source>Table
Parquet</source>
        <translation>Tabelle
Parquet</translation>
    </message>
    <message>
        <source>Report
HTML page</source>
        <translation>Bericht
HTML-Seite</translation>
    </message>
    <message>
        <source>Measurements
CSV</source>
        <translation>Messwerte
CSV</translation>
    </message>
    <message>
        <source>Summary of objects
CSV</source>
        <translation>Übersicht der Objekte
CSV</translation>
    </message>
    <message>
        <source>Measurements
Parquet</source>
        <translation>Messwerte
Parquet</translation>
    </message>
    <message>
        <source>Object numbers
32-bit TIFF</source>
        <translation>Objektnummern
32-Bit-TIFF</translation>
    </message>
    <message>
        <source>Object numbers
16-bit PNG</source>
        <translation>Objektnummern
16-Bit-PNG</translation>
    </message>
    <message>
        <source>Object numbers
Cellpose TIFF</source>
        <translation>Objektnummern
Cellpose-TIFF</translation>
    </message>
    <message>
        <source>Object outlines
PNG</source>
        <translation>Objektumrisse
PNG</translation>
    </message>
    <message>
        <source>Objects alone
folder of PNGs</source>
        <translation>Objekte einzeln
Ordner mit PNGs</translation>
    </message>
    <message>
        <source>Objects
COCO JSON</source>
        <translation>Objekte
COCO-JSON</translation>
    </message>
    <message>
        <source>Objects
YOLO text</source>
        <translation>Objekte
YOLO-Text</translation>
    </message>
    <message>
        <source>Objects
LabelMe JSON</source>
        <translation>Objekte
LabelMe-JSON</translation>
    </message>
    <message>
        <source>Objects
QuPath GeoJSON</source>
        <translation>Objekte
QuPath-GeoJSON</translation>
    </message>
    <message>
        <source>Objects
QuPath, packed</source>
        <translation>Objekte
QuPath, gepackt</translation>
    </message>
    <message>
        <source>Objects
GeoPackage</source>
        <translation>Objekte
GeoPackage</translation>
    </message>
    <message>
        <source>Objects
ImageJ ROIs</source>
        <translation>Objekte
ImageJ-ROIs</translation>
    </message>
    <message>
        <source>Object masks
PNG each</source>
        <translation>Objektmasken
je ein PNG</translation>
    </message>
    <message>
        <source>Objects
PNG each</source>
        <translation>Objekte
je ein PNG</translation>
    </message>
    <message>
        <source>Soft edges, cropped
PNG each</source>
        <translation>Weiche Kanten, beschnitten
je ein PNG</translation>
    </message>
    <message>
        <source>{summary}
Needs a library: pip install &apos;gmmseg[formats]&apos;</source>
        <translation>{summary}
Braucht eine Bibliothek: pip install &apos;gmmseg[formats]&apos;</translation>
    </message>
    <message>
        <source>This needs the whole picture in memory, which is too large for that.</source>
        <translation>Dafür müsste das ganze Bild in den Speicher passen, und dafür ist es zu groß.</translation>
    </message>
    <message>
        <source>{name} has {n} MP: what is in view is segmented, by a model that stays when you move on. File &gt; Label the whole picture… labels all of it.</source>
        <translation>{name} hat {n} MP: Segmentiert wird, was zu sehen ist, mit einem Modell, das beim Weitergehen bleibt. Datei &gt; Das ganze Bild labeln… nimmt alles.</translation>
    </message>
    <message>
        <source>Reading what is in view</source>
        <translation>Sichtbares lesen</translation>
    </message>
    <message>
        <source>Reading the picture</source>
        <translation>Bild lesen</translation>
    </message>
    <message>
        <source>Reading a tile</source>
        <translation>Lesen einer Kachel</translation>
    </message>
    <message>
        <source>Fit to this view</source>
        <translation>An diese Ansicht anpassen</translation>
    </message>
    <message>
        <source>All of the picture was read once</source>
        <translation>Das ganze Bild wurde einmal gelesen</translation>
    </message>
    <message numerus="yes">
        <source>{name}, {width} x {height} pixels, is labelled with the model of now: %n segments.</source>
        <translation>
            <numerusform>{name}, {width} x {height} Pixel, wird mit dem jetzigen Modell gelabelt: ein Segment.</numerusform>
            <numerusform>{name}, {width} x {height} Pixel, wird mit dem jetzigen Modell gelabelt: %n Segmente.</numerusform>
        </translation>
    </message>
    <message>
        <source>Cancelled. Labels that are done are kept: begun again in the same folder, it goes on there.</source>
        <translation>Abgebrochen. Fertige Labels bleiben: im selben Ordner neu begonnen, geht es dort weiter.</translation>
    </message>
    <message>
        <source>Labelling the whole picture</source>
        <translation>Das ganze Bild labeln</translation>
    </message>
    <message>
        <source>The whole of {name} was labelled in {time}; the files are in {folder}.</source>
        <translation>{name} wurde in {time} ganz gelabelt; die Dateien liegen in {folder}.</translation>
    </message>
    <message>
        <source>Reading labels</source>
        <translation>Labels lesen</translation>
    </message>
    <message>
        <source>{stage}: {percent} %, about {time} left</source>
        <translation>{stage}: {percent} %, noch etwa {time}</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weitermachen</translation>
    </message>
    <message>
        <source>Table of segments, CSV</source>
        <translation>Tabelle der Segmente, CSV</translation>
    </message>
    <message>
        <source>Picture and labels as OME-Zarr</source>
        <translation>Bild und Labels als OME-Zarr</translation>
    </message>
    <message>
        <source>Up to {needed} of disk space are needed, {free} are free.</source>
        <translation>Bis zu {needed} Plattenplatz werden gebraucht, {free} sind frei.</translation>
    </message>
    <message>
        <source>It takes about {time}; you can go on meanwhile, and cancel: what is done counts when it is begun again.</source>
        <translation>Es dauert etwa {time}; inzwischen kann man weiterarbeiten und auch abbrechen: Fertiges zählt, wenn es neu begonnen wird.</translation>
    </message>
    <message>
        <source>Label the whole picture</source>
        <translation>Das ganze Bild labeln</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>Labeln</translation>
    </message>
    <message>
        <source>Folder of the labels</source>
        <translation>Ordner der Labels</translation>
    </message>
    <message>
        <source>Label map in colours with smaller versions, TIFF, and beside it:</source>
        <translation>Farbiges Labelbild mit kleineren Fassungen, TIFF, und daneben:</translation>
    </message>
    <message>
        <source>Choose a folder.</source>
        <translation>Einen Ordner wählen.</translation>
    </message>
    <message>
        <source>Free some space or choose a folder on another disk.</source>
        <translation>Platz schaffen oder einen Ordner auf einer anderen Platte wählen.</translation>
    </message>
    <message>
        <source>Label and replace</source>
        <translation>Segmentieren und ersetzen</translation>
    </message>
    <message>
        <source>Files that are there will be replaced: {files}.</source>
        <translation>Vorhandene Dateien werden ersetzt: {files}.</translation>
    </message>
    <message>
        <source>Annotations ({endings});;All files (*)</source>
        <translation>Annotationen ({endings});;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Wait a moment: objects are still being found</source>
        <translation>Einen Moment: Objekte werden noch gesucht</translation>
    </message>
    <message numerus="yes">
        <source>Take over %n objects</source>
        <translation>
            <numerusform>Objekt übernehmen</numerusform>
            <numerusform>%n Objekte übernehmen</numerusform>
        </translation>
    </message>
    <message>
        <source>Import objects</source>
        <translation>Objekte importieren</translation>
    </message>
    <message>
        <source>{name} has no object here</source>
        <translation>{name} enthält hier kein Objekt</translation>
    </message>
    <message numerus="yes">
        <source>%n objects were imported.</source>
        <translation>
            <numerusform>%n Objekt wurde importiert.</numerusform>
            <numerusform>%n Objekte wurden importiert.</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing changed: other objects keep their pixels unless Alt is held</source>
        <translation>Nichts hat sich geändert: Andere Objekte behalten ihre Pixel, wenn Alt nicht gedrückt ist</translation>
    </message>
    <message>
        <source>Count objects first (J)</source>
        <translation>Zuerst Objekte zählen (J)</translation>
    </message>
    <message>
        <source>Select an object first</source>
        <translation>Zuerst ein Objekt auswählen</translation>
    </message>
    <message>
        <source>Select two objects or more: Shift-click adds one</source>
        <translation>Zwei oder mehr Objekte auswählen: Umschalt-Klick fügt eines hinzu</translation>
    </message>
    <message>
        <source>There is no cut-out object in view to take over</source>
        <translation>Es ist kein freigestelltes Objekt zu sehen, das übernommen werden könnte</translation>
    </message>
    <message>
        <source>Reading {name}</source>
        <translation>{name} lesen</translation>
    </message>
    <message>
        <source>{name} was not imported: another picture is open</source>
        <translation>{name} wurde nicht importiert: ein anderes Bild ist offen</translation>
    </message>
    <message>
        <source>the selected objects</source>
        <translation>die ausgewählten Objekte</translation>
    </message>
    <message>
        <source>an object</source>
        <translation>ein Objekt</translation>
    </message>
    <message>
        <source>Draw the line all across {chosen}</source>
        <translation>Die Linie ganz hindurchziehen, durch {chosen}</translation>
    </message>
    <message>
        <source>Select the one object that is redrawn</source>
        <translation>Das eine Objekt auswählen, das neu gezeichnet wird</translation>
    </message>
    <message>
        <source>These objects are of that class</source>
        <translation>Diese Objekte sind von dieser Klasse</translation>
    </message>
    <message>
        <source>Choose a segment in the list, then paint its label</source>
        <translation>Ein Segment in der Liste auswählen, dann sein Label malen</translation>
    </message>
    <message>
        <source>Repaint as {name}</source>
        <translation>Als {name} übermalen</translation>
    </message>
    <message>
        <source>Count objects</source>
        <translation>Objekte zählen</translation>
    </message>
    <message>
        <source>Count no objects</source>
        <translation>Keine Objekte zählen</translation>
    </message>
    <message>
        <source>change of {setting}</source>
        <translation>Änderung: {setting}</translation>
    </message>
    <message>
        <source>Objects are made of one segment at least</source>
        <translation>Objekte bestehen aus mindestens einem Segment</translation>
    </message>
    <message>
        <source>Forget corrections</source>
        <translation>Korrekturen vergessen</translation>
    </message>
    <message>
        <source>Histogram</source>
        <translation>Histogramm</translation>
    </message>
    <message>
        <source>Drag over the bars to show objects in that range alone; double-click shows all.</source>
        <translation>Über die Balken ziehen, um nur Objekte in diesem Bereich zu zeigen; ein Doppelklick zeigt alle.</translation>
    </message>
    <message>
        <source>No values</source>
        <translation>Keine Werte</translation>
    </message>
    <message>
        <source>Find the typical size in the picture.</source>
        <translation>Die typische Größe im Bild ermitteln.</translation>
    </message>
    <message>
        <source>Leave out what is below a tenth of the typical area.</source>
        <translation>Auslassen, was kleiner als ein Zehntel der typischen Fläche ist.</translation>
    </message>
    <message>
        <source>Split strength</source>
        <translation>Teilungsstärke</translation>
    </message>
    <message>
        <source>Smallest area</source>
        <translation>Kleinste Fläche</translation>
    </message>
    <message>
        <source>Largest area</source>
        <translation>Größte Fläche</translation>
    </message>
    <message>
        <source>Circularity</source>
        <translation>Rundheit</translation>
    </message>
    <message>
        <source>Solidity</source>
        <translation>Solidität</translation>
    </message>
    <message>
        <source>Fill holes</source>
        <translation>Löcher füllen</translation>
    </message>
    <message>
        <source>Leave out those at the border</source>
        <translation>Am Rand liegende auslassen</translation>
    </message>
    <message>
        <source>Use brightness</source>
        <translation>Helligkeit nutzen</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>Klassen</translation>
    </message>
    <message>
        <source>How readily objects that touch are divided at their necks; 0 leaves them whole.</source>
        <translation>Wie leicht Objekte, die sich berühren, an ihren Engstellen geteilt werden; 0 lässt sie ganz.</translation>
    </message>
    <message>
        <source>How far an object is across, in pixels. Necks, specks and small holes are judged by it.</source>
        <translation>Wie groß der Durchmesser eines Objekts ist, in Pixeln. Engstellen, Flecken und kleine Löcher werden daran gemessen.</translation>
    </message>
    <message>
        <source>Smaller objects are left out, in pixels.</source>
        <translation>Kleinere Objekte werden ausgelassen, in Pixeln.</translation>
    </message>
    <message>
        <source>Larger objects are left out, in pixels; 0 leaves out none.</source>
        <translation>Größere Objekte werden ausgelassen, in Pixeln; bei 0 keine.</translation>
    </message>
    <message>
        <source>Objects less round than this are left out; a disc has 1.</source>
        <translation>Weniger runde Objekte werden ausgelassen; eine Kreisscheibe hat 1.</translation>
    </message>
    <message>
        <source>Objects less convex than this are left out; without dents it is 1.</source>
        <translation>Weniger konvexe Objekte werden ausgelassen; ohne Einbuchtungen ist es 1.</translation>
    </message>
    <message>
        <source>Holes of any size inside one object belong to it.</source>
        <translation>Löcher jeder Größe in einem Objekt gehören dazu.</translation>
    </message>
    <message>
        <source>Objects that touch the frame, or pixels that are masked out, are left out.</source>
        <translation>Objekte, die den Bildrand oder ausgeblendete Pixel berühren, werden ausgelassen.</translation>
    </message>
    <message>
        <source>Divides at dark lines, too, and leaves out haze and what is dim: for fluorescence.</source>
        <translation>Teilt auch an dunklen Linien und lässt Schleier und Schwaches aus: für Fluoreszenz.</translation>
    </message>
    <message>
        <source>Objects are made of these segments.</source>
        <translation>Objekte bestehen aus diesen Segmenten.</translation>
    </message>
    <message numerus="yes">
        <source>%n corrections do not apply to these objects.</source>
        <translation>
            <numerusform>%n Korrektur passt nicht zu diesen Objekten.</numerusform>
            <numerusform>%n Korrekturen passen nicht zu diesen Objekten.</numerusform>
        </translation>
    </message>
    <message>
        <source>Divide segments into single objects; count and measure them.</source>
        <translation>Segmente in einzelne Objekte teilen; sie zählen und messen.</translation>
    </message>
    <message>
        <source>Forget them</source>
        <translation>Vergessen</translation>
    </message>
    <message>
        <source>Which objects</source>
        <translation>Welche Objekte</translation>
    </message>
    <message>
        <source>{hint}
Double-click the name to reset it.</source>
        <translation>{hint}
Ein Doppelklick auf den Namen setzt es zurück.</translation>
    </message>
    <message>
        <source>Auto</source>
        <translation>Auto</translation>
    </message>
    <message>
        <source>Choose automatically: {title}</source>
        <translation>Automatisch wählen: {title}</translation>
    </message>
    <message>
        <source>Forget it</source>
        <translation>Vergessen</translation>
    </message>
    <message>
        <source>Objects of {name}: {n}</source>
        <translation>Objekte aus {name}: {n}</translation>
    </message>
    <message>
        <source>Objects of {name}</source>
        <translation>Objekte aus {name}</translation>
    </message>
    <message>
        <source>Object</source>
        <translation>Objekt</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>Klasse</translation>
    </message>
    <message>
        <source>Blue</source>
        <translation>Blau</translation>
    </message>
    <message>
        <source>{channel} mean</source>
        <translation>{channel} Mittel</translation>
    </message>
    <message>
        <source>{channel} sd</source>
        <translation>{channel} Std.-Abw.</translation>
    </message>
    <message>
        <source>{channel} min</source>
        <translation>{channel} Min.</translation>
    </message>
    <message>
        <source>{channel} max</source>
        <translation>{channel} Max.</translation>
    </message>
    <message>
        <source>{channel} median</source>
        <translation>{channel} Median</translation>
    </message>
    <message>
        <source>{channel} sum</source>
        <translation>{channel} Summe</translation>
    </message>
    <message>
        <source>Area</source>
        <translation>Fläche</translation>
    </message>
    <message>
        <source>Area filled</source>
        <translation>Fläche gefüllt</translation>
    </message>
    <message>
        <source>Area convex</source>
        <translation>Fläche konvex</translation>
    </message>
    <message>
        <source>Perimeter</source>
        <translation>Umfang</translation>
    </message>
    <message>
        <source>Major axis</source>
        <translation>Große Achse</translation>
    </message>
    <message>
        <source>Minor axis</source>
        <translation>Kleine Achse</translation>
    </message>
    <message>
        <source>Eccentricity</source>
        <translation>Exzentrizität</translation>
    </message>
    <message>
        <source>Aspect ratio</source>
        <translation>Seitenverhältnis</translation>
    </message>
    <message>
        <source>Orientation</source>
        <translation>Ausrichtung</translation>
    </message>
    <message>
        <source>Extent</source>
        <translation>Ausfüllung</translation>
    </message>
    <message>
        <source>Equivalent diameter</source>
        <translation>Äquivalentdurchmesser</translation>
    </message>
    <message>
        <source>Feret max</source>
        <translation>Feret max.</translation>
    </message>
    <message>
        <source>Feret min</source>
        <translation>Feret min.</translation>
    </message>
    <message>
        <source>Centroid x</source>
        <translation>Schwerpunkt x</translation>
    </message>
    <message>
        <source>Centroid y</source>
        <translation>Schwerpunkt y</translation>
    </message>
    <message>
        <source>Touches border</source>
        <translation>Berührt den Rand</translation>
    </message>
    <message>
        <source>Box left</source>
        <translation>Rahmen links</translation>
    </message>
    <message>
        <source>Box top</source>
        <translation>Rahmen oben</translation>
    </message>
    <message>
        <source>Box right</source>
        <translation>Rahmen rechts</translation>
    </message>
    <message>
        <source>Box bottom</source>
        <translation>Rahmen unten</translation>
    </message>
    <message>
        <source>{name}
Click to sort.</source>
        <translation>{name}
Ein Klick sortiert.</translation>
    </message>
    <message>
        <source>A row for each object, with what is measured of it.</source>
        <translation>Eine Zeile für jedes Objekt mit dem, was daran gemessen ist.</translation>
    </message>
    <message>
        <source>Show objects where, as: area &gt; 50 and circularity &lt; 0.8</source>
        <translation>Objekte zeigen mit, zum Beispiel: area &gt; 50 and circularity &lt; 0.8</translation>
    </message>
    <message>
        <source>Condition on objects that are shown</source>
        <translation>Bedingung für gezeigte Objekte</translation>
    </message>
    <message>
        <source>Delete hidden</source>
        <translation>Übrige löschen</translation>
    </message>
    <message>
        <source>Delete the objects that the filter leaves out; undo brings them back.</source>
        <translation>Die Objekte löschen, die der Filter auslässt; Rückgängig holt sie zurück.</translation>
    </message>
    <message>
        <source>Copy the rows that are selected, or all that are shown, for a spreadsheet.</source>
        <translation>Die ausgewählten Zeilen, sonst alle gezeigten, für eine Tabellenkalkulation kopieren.</translation>
    </message>
    <message>
        <source>Write the table and other files of all objects.</source>
        <translation>Die Tabelle und andere Dateien aller Objekte schreiben.</translation>
    </message>
    <message>
        <source>Close the table of objects</source>
        <translation>Tabelle der Objekte schließen</translation>
    </message>
    <message>
        <source>Measurement of the histogram</source>
        <translation>Messwert des Histogramms</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren…</translation>
    </message>
    <message>
        <source>{n} objects</source>
        <translation>{n} Objekte</translation>
    </message>
    <message>
        <source>How the picture is shown, for the eye only: segments and measurements stay as they are.</source>
        <translation>Wie das Bild gezeigt wird, nur für das Auge: Segmente und Messwerte bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>Click to change the brightness of this channel. Double-click to see it alone.</source>
        <translation>Ein Klick wählt diesen Kanal, um seine Helligkeit zu ändern. Ein Doppelklick zeigt nur ihn.</translation>
    </message>
    <message>
        <source>The channel that is shown as {colour}: any three make a false-colour picture.</source>
        <translation>Der Kanal, der als {colour} gezeigt wird: Drei beliebige ergeben ein Falschfarbenbild.</translation>
    </message>
    <message>
        <source>Channels</source>
        <translation>Kanäle</translation>
    </message>
    <message>
        <source>Brightness and contrast</source>
        <translation>Helligkeit und Kontrast</translation>
    </message>
    <message>
        <source>Drag the ends: what is black, what is white. {hint}</source>
        <translation>Die Enden ziehen: was schwarz, was weiß ist. {hint}</translation>
    </message>
    <message>
        <source>Stretch the channel over the values that nearly all of its pixels have. {hint}</source>
        <translation>Spreizt den Kanal über die Werte, die fast alle seine Pixel haben. {hint}</translation>
    </message>
    <message>
        <source>Gamma</source>
        <translation>Gamma</translation>
    </message>
    <message>
        <source>Above 1 brightens the middle. {hint}</source>
        <translation>Über 1 hellt die Mitte auf. {hint}</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>Channel shown as {colour}</source>
        <translation>Kanal, der als {colour} gezeigt wird</translation>
    </message>
    <message>
        <source>Show {name}</source>
        <translation>{name} zeigen</translation>
    </message>
    <message>
        <source>Colour of {name}</source>
        <translation>Farbe von {name}</translation>
    </message>
    <message>
        <source>blue</source>
        <translation>blau</translation>
    </message>
    <message>
        <source>Other…</source>
        <translation>Andere…</translation>
    </message>
    <message>
        <source>Colour {name}</source>
        <translation>Farbe {name}</translation>
    </message>
    <message>
        <source>Colour of the segment</source>
        <translation>Farbe des Segments</translation>
    </message>
    <message>
        <source>HTML page (*.html);;Markdown (*.md);;Text (*.txt);;JSON (*.json)</source>
        <translation>HTML-Seite (*.html);;Markdown (*.md);;Text (*.txt);;JSON (*.json)</translation>
    </message>
    <message>
        <source>Description of {title}</source>
        <translation>Beschreibung von {title}</translation>
    </message>
    <message>
        <source>The paragraph on methods and its references are on the clipboard.</source>
        <translation>Der Absatz über die Methoden und die Literatur dazu sind in der Zwischenablage.</translation>
    </message>
    <message>
        <source>Save the description</source>
        <translation>Beschreibung speichern</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>Speichern…</translation>
    </message>
    <message>
        <source>Copy methods</source>
        <translation>Methoden kopieren</translation>
    </message>
    <message>
        <source>Merge segments</source>
        <translation>Segmente zusammenführen</translation>
    </message>
    <message>
        <source>Describing</source>
        <translation>Beschreiben</translation>
    </message>
    <message>
        <source>Compare with a model</source>
        <translation>Mit einem Modell vergleichen</translation>
    </message>
    <message>
        <source>Models ({endings})</source>
        <translation>Modelle ({endings})</translation>
    </message>
    <message>
        <source>Export as code</source>
        <translation>Als Code exportieren</translation>
    </message>
    <message>
        <source>Python scripts ({endings})</source>
        <translation>Python-Skripte ({endings})</translation>
    </message>
    <message>
        <source>Describing segments</source>
        <translation>Segmente beschreiben</translation>
    </message>
    <message>
        <source>Adjust component</source>
        <translation>Komponente anpassen</translation>
    </message>
    <message>
        <source>This model (first) and {name} (second)</source>
        <translation>Dieses Modell (erstes) und {name} (zweites)</translation>
    </message>
    <message>
        <source>Choose a segment in the list to see what it is.</source>
        <translation>Ein Segment in der Liste auswählen, um zu sehen, was es ist.</translation>
    </message>
    <message>
        <source>Looking at the segments…</source>
        <translation>Segmente werden untersucht…</translation>
    </message>
    <message>
        <source>Explain</source>
        <translation>Erklären</translation>
    </message>
    <message>
        <source>What each segment is, and why the pixel under the cursor has its label.</source>
        <translation>Was jedes Segment ist und warum das Pixel unter dem Zeiger sein Label hat.</translation>
    </message>
    <message>
        <source>Adjust by hand</source>
        <translation>Von Hand anpassen</translation>
    </message>
    <message>
        <source>Component</source>
        <translation>Komponente</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>Gewicht</translation>
    </message>
    <message>
        <source>The component&apos;s share of the mixture.</source>
        <translation>Der Anteil der Komponente an der Mischung.</translation>
    </message>
    <message>
        <source>The mean of {name}; its standard deviation is {spread}.</source>
        <translation>Der Mittelwert von {name}; die Standardabweichung ist {spread}.</translation>
    </message>
    <message>
        <source>This pixel</source>
        <translation>Dieses Pixel</translation>
    </message>
    <message>
        <source>Component {number} of {percent}</source>
        <translation>Komponente {number} mit {percent}</translation>
    </message>
    <message>
        <source>Point at a pixel to see why it has its label.</source>
        <translation>Zeigen erklärt das Label eines Pixels.</translation>
    </message>
    <message>
        <source>Looking at the pixels…</source>
        <translation>Pixel werden untersucht…</translation>
    </message>
    <message>
        <source>Nothing was fitted yet: a model that was opened is shown as it is.</source>
        <translation>Noch wurde nichts angepasst: Ein geöffnetes Modell wird gezeigt, wie es ist.</translation>
    </message>
    <message>
        <source>Choose a truth, or paint strokes, to see how often probabilities are right.</source>
        <translation>Eine Referenz wählen oder Striche malen, um zu sehen, wie oft Wahrscheinlichkeiten zutreffen.</translation>
    </message>
    <message>
        <source>Temperature {temperature}: expected calibration error {before} as it is, {after} with it.</source>
        <translation>Temperatur {temperature}: erwarteter Kalibrierungsfehler {before} ohne sie, {after} mit ihr.</translation>
    </message>
    <message>
        <source>{ranges}: {share} % of the picture. Click the plot to see all again.</source>
        <translation>{ranges}: {share} % des Bildes. Ein Klick auf das Diagramm zeigt wieder alles.</translation>
    </message>
    <message>
        <source>Judge probabilities by a truth</source>
        <translation>Wahrscheinlichkeiten an einer Referenz prüfen</translation>
    </message>
    <message>
        <source>probability</source>
        <translation>Wahrscheinlichkeit</translation>
    </message>
    <message>
        <source>share that is right</source>
        <translation>Anteil, der zutrifft</translation>
    </message>
    <message>
        <source>{name} {low} to {high}</source>
        <translation>{name} {low} bis {high}</translation>
    </message>
    <message>
        <source>Judging probabilities</source>
        <translation>Wahrscheinlichkeiten prüfen</translation>
    </message>
    <message>
        <source>Calibrate</source>
        <translation>Kalibrieren</translation>
    </message>
    <message>
        <source>quantiles of a normal distribution</source>
        <translation>Quantile einer Normalverteilung</translation>
    </message>
    <message>
        <source>as it is</source>
        <translation>unverändert</translation>
    </message>
    <message>
        <source>calibrated</source>
        <translation>kalibriert</translation>
    </message>
    <message>
        <source>Histogram and densities</source>
        <translation>Histogramm und Dichten</translation>
    </message>
    <message>
        <source>Scatter plot and ellipses</source>
        <translation>Streudiagramm und Ellipsen</translation>
    </message>
    <message>
        <source>Box plots by segment</source>
        <translation>Boxplots nach Segment</translation>
    </message>
    <message>
        <source>Q-Q plot of the segment</source>
        <translation>Q-Q-Diagramm des Segments</translation>
    </message>
    <message>
        <source>Dendrogram of merges</source>
        <translation>Dendrogramm der Zusammenführungen</translation>
    </message>
    <message>
        <source>Shares</source>
        <translation>Anteile</translation>
    </message>
    <message>
        <source>Log-likelihood by iteration</source>
        <translation>Log-Likelihood nach Iteration</translation>
    </message>
    <message>
        <source>Reliability of probabilities</source>
        <translation>Zuverlässigkeit der Wahrscheinlichkeiten</translation>
    </message>
    <message>
        <source>Drag over values to see their pixels; point at the picture to see its value.</source>
        <translation>Über Werte ziehen, um ihre Pixel zu sehen; auf das Bild zeigen, um den Wert zu sehen.</translation>
    </message>
    <message>
        <source>Drag over points to see their pixels; point at the picture to see its point.</source>
        <translation>Über Punkte ziehen, um ihre Pixel zu sehen; auf das Bild zeigen, um den Punkt zu sehen.</translation>
    </message>
    <message>
        <source>A dot is one pixel of many: to be looked at, not to be tested.</source>
        <translation>Ein Punkt ist ein Pixel von vielen: zum Ansehen, nicht zum Testen.</translation>
    </message>
    <message>
        <source>On the line, the segment is normal, as the model takes it to be.</source>
        <translation>Auf der Linie ist das Segment normalverteilt, wie das Modell es annimmt.</translation>
    </message>
    <message>
        <source>Components that join low are alike.</source>
        <translation>Komponenten, die weit unten verbunden sind, ähneln sich.</translation>
    </message>
    <message>
        <source>Of the pixels of the picture.</source>
        <translation>An den Pixeln des Bildes.</translation>
    </message>
    <message>
        <source>It is drawn while a mixture of the whole picture is fitted.</source>
        <translation>Es wird gezeichnet, während eine Mischung an das ganze Bild angepasst wird.</translation>
    </message>
    <message>
        <source>On the line, what is called 90 % is right nine times in ten.</source>
        <translation>Auf der Linie trifft zu, was 90 % heißt, in neun von zehn Fällen.</translation>
    </message>
    <message>
        <source>Plots</source>
        <translation>Diagramme</translation>
    </message>
    <message>
        <source>The mixture as histograms, ellipses and more, linked with the picture.</source>
        <translation>Die Mischung als Histogramme, Ellipsen und mehr, mit dem Bild verknüpft.</translation>
    </message>
    <message>
        <source>Plot</source>
        <translation>Diagramm</translation>
    </message>
    <message>
        <source>By strokes</source>
        <translation>An Strichen</translation>
    </message>
    <message>
        <source>Judge probabilities by what was painted.</source>
        <translation>Wahrscheinlichkeiten an dem prüfen, was gemalt ist.</translation>
    </message>
    <message>
        <source>By a truth…</source>
        <translation>An Referenz…</translation>
    </message>
    <message>
        <source>Judge probabilities by a label map or annotations of this picture.</source>
        <translation>Wahrscheinlichkeiten an einem Labelbild oder Annotationen dieses Bildes prüfen.</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>Anwenden</translation>
    </message>
    <message>
        <source>Divide the logarithms of probabilities by the temperature. Labels stay.</source>
        <translation>Die Logarithmen der Wahrscheinlichkeiten durch die Temperatur teilen. Labels bleiben.</translation>
    </message>
    <message>
        <source>Feature across</source>
        <translation>Merkmal waagerecht</translation>
    </message>
    <message>
        <source>Feature up</source>
        <translation>Merkmal senkrecht</translation>
    </message>
    <message>
        <source>The Gaussians that the segment is made of: their share of the mixture, and their means.</source>
        <translation>Die Gaußverteilungen, aus denen das Segment besteht: ihr Anteil an der Mischung und ihre Mittelwerte.</translation>
    </message>
    <message>
        <source>Cohen&apos;s d: how far the segment is from all others together, in standard deviations. 0.2 is small, 0.8 large. It describes this picture: pixels are no independent samples.</source>
        <translation>Cohens d: wie weit das Segment von allen anderen zusammen entfernt ist, in Standardabweichungen. 0,2 ist klein, 0,8 groß. Es beschreibt dieses Bild: Pixel sind keine unabhängigen Stichproben.</translation>
    </message>
    <message>
        <source>The segment it is most easily confused with, by the Jeffries-Matusita distance: 0 the same, 2 no overlap; from 1.9 well apart.</source>
        <translation>Das Segment, mit dem es am leichtesten zu verwechseln ist, nach dem Jeffries-Matusita-Abstand: 0 gleich, 2 keine Überschneidung; ab 1,9 gut getrennt.</translation>
    </message>
    <message>
        <source>Mean entropy of the probabilities of its pixels: 0 sure, 1 undecided.</source>
        <translation>Mittlere Entropie der Wahrscheinlichkeiten seiner Pixel: 0 sicher, 1 unentschieden.</translation>
    </message>
    <message>
        <source>Mean Jaccard index with what refits to resampled parts of the picture find: from 0.75 stable, below 0.5 it falls apart.</source>
        <translation>Mittlerer Jaccard-Index mit dem, was erneute Anpassungen an Stichproben des Bildes finden: ab 0,75 stabil, unter 0,5 zerfällt es.</translation>
    </message>
    <message>
        <source>well apart</source>
        <translation>gut getrennt</translation>
    </message>
    <message>
        <source>alike, but told apart by regions</source>
        <translation>ähnlich, durch Regionen getrennt</translation>
    </message>
    <message>
        <source>they overlap</source>
        <translation>überschneiden sich</translation>
    </message>
    <message>
        <source>hardly apart</source>
        <translation>kaum getrennt</translation>
    </message>
    <message>
        <source>hardly apart: merge them?</source>
        <translation>kaum getrennt: zusammenführen?</translation>
    </message>
    <message>
        <source>stable</source>
        <translation>stabil</translation>
    </message>
    <message>
        <source>doubtful</source>
        <translation>zweifelhaft</translation>
    </message>
    <message>
        <source>falls apart when refitted</source>
        <translation>zerfällt bei neuer Anpassung</translation>
    </message>
    <message>
        <source>Merge</source>
        <translation>Vereinen</translation>
    </message>
    <message>
        <source>Make one segment of the two. It can be undone.</source>
        <translation>Aus beiden ein Segment machen. Es lässt sich rückgängig machen.</translation>
    </message>
    <message>
        <source>Each object alone, cropped, with soft edges, PNG.</source>
        <translation>Jedes Objekt für sich, beschnitten, mit weichen Kanten, PNG.</translation>
    </message>
    <message>
        <source>Stability</source>
        <translation>Stabilität</translation>
    </message>
    <message>
        <source>Effect size of {feature}: {effect}</source>
        <translation>Effektstärke von {feature}: {effect}</translation>
    </message>
    <message>
        <source>Nearest</source>
        <translation>Nächstes</translation>
    </message>
    <message>
        <source>Merge with {name}</source>
        <translation>Mit {name} zusammenführen</translation>
    </message>
    <message>
        <source>Mean of the feature, in its unit.</source>
        <translation>Mittelwert des Merkmals, in seiner Einheit.</translation>
    </message>
    <message>
        <source>Share of the mixture.</source>
        <translation>Anteil an der Mischung.</translation>
    </message>
    <message>
        <source>Mean ± standard deviation: {every}</source>
        <translation>Mittelwert ± Standardabweichung: {every}</translation>
    </message>
    <message>
        <source>Opened</source>
        <translation>Geöffnet</translation>
    </message>
    <message>
        <source>What was done, the last at the bottom. Click to go back to a state, or forward again.</source>
        <translation>Was getan wurde, das Letzte unten. Ein Klick führt zu einem Stand zurück oder wieder vor.</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>{act}, now</source>
        <translation>{act}, jetzt</translation>
    </message>
    <message>
        <source>{act}, undone</source>
        <translation>{act}, rückgängig gemacht</translation>
    </message>
    <message>
        <source>change of position and smoothing</source>
        <translation>Änderung: Position und Glättung</translation>
    </message>
    <message>
        <source>Default settings</source>
        <translation>Standardeinstellungen</translation>
    </message>
    <message>
        <source>Save the model</source>
        <translation>Modell speichern</translation>
    </message>
    <message>
        <source>Changes wait now for Update once (F5)</source>
        <translation>Änderungen warten jetzt auf „Einmal aktualisieren“ (F5)</translation>
    </message>
    <message>
        <source>Choose the number automatically: as many segments as the picture itself speaks for.</source>
        <translation>Die Anzahl automatisch wählen: so viele Segmente, wie das Bild selbst nahelegt.</translation>
    </message>
    <message>
        <source>Position</source>
        <translation>Position</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Methode</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Farbe</translation>
    </message>
    <message>
        <source>Texture</source>
        <translation>Textur</translation>
    </message>
    <message>
        <source>Covariance</source>
        <translation>Kovarianz</translation>
    </message>
    <message>
        <source>Restarts</source>
        <translation>Neustarts</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Startwert</translation>
    </message>
    <message>
        <source>Noise</source>
        <translation>Rauschen</translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation>Glättung</translation>
    </message>
    <message>
        <source>Detail</source>
        <translation>Detail</translation>
    </message>
    <message>
        <source>Minimum region</source>
        <translation>Kleinste Region</translation>
    </message>
    <message>
        <source>Iterations</source>
        <translation>Iterationen</translation>
    </message>
    <message>
        <source>Criterion</source>
        <translation>Kriterium</translation>
    </message>
    <message>
        <source>Inference</source>
        <translation>Inferenz</translation>
    </message>
    <message>
        <source>Weight prior</source>
        <translation>Gewichts-Prior</translation>
    </message>
    <message>
        <source>Concentration</source>
        <translation>Konzentration</translation>
    </message>
    <message>
        <source>How many kinds of area the picture falls into.</source>
        <translation>In wie viele Arten von Flächen das Bild zerfällt.</translation>
    </message>
    <message>
        <source>Regional: what looks alike is one segment, wherever it lies, and regions say which of them live where. Global: one mixture on colour and place, each component a segment.</source>
        <translation>Regional: Was ähnlich aussieht, ist ein Segment, wo immer es liegt, und Regionen sagen, welche davon wo vorkommen. Global: eine Mischung aus Farbe und Ort, jede Komponente ein Segment.</translation>
    </message>
    <message>
        <source>More keeps each segment together in one place; 0 lets it lie anywhere its colour does.</source>
        <translation>Mehr hält jedes Segment an einem Ort zusammen; 0 lässt es überall liegen, wo seine Farbe ist.</translation>
    </message>
    <message>
        <source>Which differences in colour count: Lab follows the eye, Grey sees brightness alone.</source>
        <translation>Welche Farbunterschiede zählen: Lab folgt dem Auge, Grau sieht nur Helligkeit.</translation>
    </message>
    <message>
        <source>How much of the pattern around a pixel counts: it tells busy areas from even ones of the same colour.</source>
        <translation>Wie viel das Muster um ein Pixel zählt: Es unterscheidet unruhige von gleichmäßigen Flächen derselben Farbe.</translation>
    </message>
    <message>
        <source>How freely a segment may stretch along shades: Full follows shadows and gradients, Spherical keeps to one shade (covariance of its component).</source>
        <translation>Wie frei sich ein Segment entlang von Schattierungen strecken darf: „Voll“ folgt Schatten und Verläufen, „Kugelförmig“ bleibt bei einem Farbton (Kovarianz seiner Komponente).</translation>
    </message>
    <message>
        <source>Where the fit begins; another start can find other segments.</source>
        <translation>Wo die Anpassung beginnt; ein anderer Start kann andere Segmente finden.</translation>
    </message>
    <message>
        <source>How many starts are compared; more find a better fit more often, and take longer.</source>
        <translation>Wie viele Starts verglichen werden; mehr finden öfter eine bessere Anpassung und dauern länger.</translation>
    </message>
    <message>
        <source>Another number begins elsewhere; the same number gives the same segments again.</source>
        <translation>Eine andere Zahl beginnt anderswo; dieselbe Zahl ergibt wieder dieselben Segmente.</translation>
    </message>
    <message>
        <source>More makes close shades one segment; less tells finer shades apart (smallest standard deviation, regularises covariances).</source>
        <translation>Mehr macht nahe Farbtöne zu einem Segment; weniger unterscheidet feinere (kleinste Standardabweichung, regularisiert Kovarianzen).</translation>
    </message>
    <message>
        <source>More removes specks and ragged edges; 0 labels every pixel by itself (spatial prior).</source>
        <translation>Mehr entfernt Flecken und ausgefranste Ränder; bei 0 bekommt jedes Pixel sein Label für sich (räumlicher Prior).</translation>
    </message>
    <message>
        <source>Leaves pixels unassigned that no component explains: this share of pixels like those of the fit, and many more of foreign ones.</source>
        <translation>Lässt Pixel ohne Segment, die keine Komponente erklärt: diesen Anteil von Pixeln, die denen der Anpassung gleichen, und viel mehr von fremden.</translation>
    </message>
    <message>
        <source>How finely the picture is divided into connected regions; moving it shows them.</source>
        <translation>Wie fein das Bild in zusammenhängende Regionen geteilt ist; bewegen zeigt sie.</translation>
    </message>
    <message>
        <source>Regions of fewer pixels join a neighbour.</source>
        <translation>Regionen mit weniger Pixeln gehen in einem Nachbarn auf.</translation>
    </message>
    <message>
        <source>What chooses the number of segments where it is not given, of 2 to 12; Automatic is what the method itself goes by.</source>
        <translation>Was die Anzahl der Segmente wählt, wo sie nicht gegeben ist, von 2 bis 12; „Automatisch“ ist das, wonach die Methode selbst geht.</translation>
    </message>
    <message>
        <source>EM fits as many segments as are asked for. Variational begins with the most there may be and prunes those that are not needed, in one mixture of the whole picture.</source>
        <translation>EM passt so viele Segmente an, wie verlangt sind. „Variationell“ beginnt mit den meisten möglichen und entfernt die nicht benötigten, in einer Mischung des ganzen Bildes.</translation>
    </message>
    <message>
        <source>Prior of the weights of a variational mixture.</source>
        <translation>Prior der Gewichte einer variationellen Mischung.</translation>
    </message>
    <message>
        <source>Of this prior: less keeps fewer segments; until it is set, 1 over the most.</source>
        <translation>Dieses Priors: Weniger behält weniger Segmente; solange nichts gewählt ist, 1 durch die größte Anzahl.</translation>
    </message>
    <message>
        <source>Most iterations of the fit; it ends earlier once it has converged.</source>
        <translation>Höchstzahl der Iterationen; die Anpassung endet früher, sobald sie konvergiert ist.</translation>
    </message>
    <message>
        <source>Regional</source>
        <translation>Regional</translation>
    </message>
    <message>
        <source>Global</source>
        <translation>Global</translation>
    </message>
    <message>
        <source>Lab: as the eye sees</source>
        <translation>Lab: wie das Auge</translation>
    </message>
    <message>
        <source>RGB: as the file has it</source>
        <translation>RGB: wie die Datei</translation>
    </message>
    <message>
        <source>HSV: hue first</source>
        <translation>HSV: Farbton zuerst</translation>
    </message>
    <message>
        <source>Grey</source>
        <translation>Grau</translation>
    </message>
    <message>
        <source>Off: colour alone</source>
        <translation>Aus: nur Farbe</translation>
    </message>
    <message>
        <source>Light: how busy</source>
        <translation>Leicht: wie unruhig</translation>
    </message>
    <message>
        <source>Full: direction too</source>
        <translation>Voll: auch Richtung</translation>
    </message>
    <message>
        <source>Full: any ellipse</source>
        <translation>Voll: jede Ellipse</translation>
    </message>
    <message>
        <source>Tied: one for all</source>
        <translation>Geteilt: eine Form</translation>
    </message>
    <message>
        <source>Diagonal: upright</source>
        <translation>Diagonal: aufrecht</translation>
    </message>
    <message>
        <source>Spherical: round</source>
        <translation>Kugelförmig: rund</translation>
    </message>
    <message>
        <source>Random pixels</source>
        <translation>Zufällige Pixel</translation>
    </message>
    <message>
        <source>Random responsibilities</source>
        <translation>Zufällige Zuordnung</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>Silhouette</source>
        <translation>Silhouette</translation>
    </message>
    <message>
        <source>Davies-Bouldin index</source>
        <translation>Davies-Bouldin-Index</translation>
    </message>
    <message>
        <source>EM: as many as asked</source>
        <translation>EM: wie verlangt</translation>
    </message>
    <message>
        <source>Variational: prunes</source>
        <translation>Variationell: kürzt</translation>
    </message>
    <message>
        <source>Dirichlet process</source>
        <translation>Dirichlet-Prozess</translation>
    </message>
    <message>
        <source>Dirichlet distribution</source>
        <translation>Dirichlet-Verteilung</translation>
    </message>
    <message>
        <source>Choose the number of segments automatically</source>
        <translation>Anzahl der Segmente automatisch wählen</translation>
    </message>
    <message>
        <source>Number of segments</source>
        <translation>Anzahl der Segmente</translation>
    </message>
    <message>
        <source>Colour and covariance</source>
        <translation>Farbe und Kovarianz</translation>
    </message>
    <message>
        <source>Starts and seed</source>
        <translation>Starts und Startwert</translation>
    </message>
    <message>
        <source>Remove mark</source>
        <translation>Markierung entfernen</translation>
    </message>
    <message>
        <source>The next mark begins a new object</source>
        <translation>Die nächste Markierung beginnt ein neues Objekt</translation>
    </message>
    <message>
        <source>Add object as segment</source>
        <translation>Objekt als Segment hinzufügen</translation>
    </message>
    <message>
        <source>Rename object</source>
        <translation>Objekt umbenennen</translation>
    </message>
    <message>
        <source>Recolour object</source>
        <translation>Objekt umfärben</translation>
    </message>
    <message>
        <source>Show object</source>
        <translation>Objekt zeigen</translation>
    </message>
    <message>
        <source>Hide object</source>
        <translation>Objekt ausblenden</translation>
    </message>
    <message>
        <source>Delete object</source>
        <translation>Objekt löschen</translation>
    </message>
    <message>
        <source>Wait a moment: the object or the segments are still being found</source>
        <translation>Einen Moment: Das Objekt oder die Segmente werden noch gesucht</translation>
    </message>
    <message>
        <source>{name} is too ragged: it cannot become a segment</source>
        <translation>{name} ist zu zerklüftet: Daraus kann kein Segment werden</translation>
    </message>
    <message>
        <source>{name} has no pixels: it cannot become a segment</source>
        <translation>{name} hat keine Pixel: Daraus kann kein Segment werden</translation>
    </message>
    <message>
        <source>{name} is a segment already</source>
        <translation>{name} ist schon ein Segment</translation>
    </message>
    <message>
        <source>{old} is called {new} now</source>
        <translation>{old} heißt jetzt {new}</translation>
    </message>
    <message>
        <source>Indices</source>
        <translation>Indizes</translation>
    </message>
    <message>
        <source>Stains</source>
        <translation>Färbungen</translation>
    </message>
    <message>
        <source>Where the light is uneven, flattening it often finds cells and nuclei better: choose Automatic.</source>
        <translation>Wo die Beleuchtung ungleichmäßig ist, findet ein Ausgleich Zellen und Kerne oft besser: „Automatisch“ wählen.</translation>
    </message>
    <message>
        <source>Flatten</source>
        <translation>Ausgleichen</translation>
    </message>
    <message>
        <source>Which channels the segments are found in: names, numbers and expressions, with commas between, such as DAPI,GFP or ndvi=(b4-b3)/(b4+b3); a weight stands behind a star, DAPI*2. The picture is shown and measured as it is.</source>
        <translation>In welchen Kanälen die Segmente gesucht werden: Namen, Nummern und Ausdrücke, durch Kommas getrennt, zum Beispiel DAPI,GFP oder ndvi=(b4-b3)/(b4+b3); ein Gewicht steht hinter einem Stern, DAPI*2. Das Bild wird gezeigt und gemessen, wie es ist.</translation>
    </message>
    <message>
        <source>How hematoxylin, eosin and DAB are told apart where one of them is among the channels.</source>
        <translation>Wie Hämatoxylin, Eosin und DAB getrennt werden, wenn eines davon unter den Kanälen ist.</translation>
    </message>
    <message>
        <source>Take out uneven light below objects of this size before segments are found. Objects must not be larger, or their inside is taken away. The picture is shown and measured as it is.</source>
        <translation>Ungleichmäßige Beleuchtung, die Objekte bis zu dieser Größe übrig lässt, herausnehmen, bevor Segmente gesucht werden. Objekte dürfen nicht größer sein, sonst geht ihr Inneres verloren. Das Bild wird gezeigt und gemessen, wie es ist.</translation>
    </message>
    <message>
        <source>Hematoxylin, eosin, DAB</source>
        <translation>Hämatox.-Eosin-DAB</translation>
    </message>
    <message>
        <source>Hematoxylin and DAB</source>
        <translation>Hämatox. und DAB</translation>
    </message>
    <message>
        <source>H and E of this picture</source>
        <translation>H und E des Bildes</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source>Objects of</source>
        <translation>Objekte von</translation>
    </message>
    <message>
        <source>Channels and light</source>
        <translation>Kanäle und Licht</translation>
    </message>
    <message>
        <source>Add a channel</source>
        <translation>Kanal hinzufügen</translation>
    </message>
    <message>
        <source>Channels, indices and stains of this picture</source>
        <translation>Kanäle, Indizes und Färbungen dieses Bildes</translation>
    </message>
    <message>
        <source>Size of an object</source>
        <translation>Größe eines Objekts</translation>
    </message>
    <message>
        <source>Presets ({endings})</source>
        <translation>Voreinstellungen ({endings})</translation>
    </message>
    <message>
        <source>preset {name}</source>
        <translation>Voreinstellung: {name}</translation>
    </message>
    <message>
        <source>Save as preset</source>
        <translation>Als Voreinstellung speichern</translation>
    </message>
    <message>
        <source>Name of the preset:</source>
        <translation>Name der Voreinstellung:</translation>
    </message>
    <message>
        <source>Saved the preset {name}</source>
        <translation>Voreinstellung gespeichert: {name}</translation>
    </message>
    <message>
        <source>Replace preset</source>
        <translation>Voreinstellung ersetzen</translation>
    </message>
    <message>
        <source>There is a preset {name} of your own already. Replace its settings?</source>
        <translation>Es gibt schon eine eigene Voreinstellung {name}. Ihre Einstellungen ersetzen?</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <source>Export preset</source>
        <translation>Voreinstellung exportieren</translation>
    </message>
    <message>
        <source>Import preset</source>
        <translation>Voreinstellung importieren</translation>
    </message>
    <message>
        <source>Deleted the preset {name}</source>
        <translation>Voreinstellung gelöscht: {name}</translation>
    </message>
    <message>
        <source>Settings that go together for a kind of picture; choosing one sets them all.</source>
        <translation>Einstellungen, die für eine Art von Bild zusammengehören; die Wahl stellt alle ein.</translation>
    </message>
    <message>
        <source>Own settings</source>
        <translation>Eigene</translation>
    </message>
    <message>
        <source>Settings as you made them; save them as a preset to have them again.</source>
        <translation>Eigene Einstellungen; als Voreinstellung gespeichert stehen sie wieder zur Wahl.</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>Voreinstellung</translation>
    </message>
    <message>
        <source>Save, export, import or delete presets</source>
        <translation>Voreinstellungen speichern, exportieren, importieren oder löschen</translation>
    </message>
    <message>
        <source>&amp;Save as preset…</source>
        <translation>Als Voreinstellung &amp;speichern…</translation>
    </message>
    <message>
        <source>&amp;Export preset…</source>
        <translation>Voreinstellung &amp;exportieren…</translation>
    </message>
    <message>
        <source>&amp;Import preset…</source>
        <translation>Voreinstellung &amp;importieren…</translation>
    </message>
    <message>
        <source>&amp;Delete preset</source>
        <translation>Voreinstellung &amp;löschen</translation>
    </message>
    <message>
        <source>Rename segment</source>
        <translation>Segment umbenennen</translation>
    </message>
    <message>
        <source>Recolour segment</source>
        <translation>Segment umfärben</translation>
    </message>
    <message>
        <source>Show segment</source>
        <translation>Segment zeigen</translation>
    </message>
    <message>
        <source>Hide segment</source>
        <translation>Segment ausblenden</translation>
    </message>
    <message>
        <source>Show only one segment</source>
        <translation>Nur ein Segment zeigen</translation>
    </message>
    <message>
        <source>Reorder segments</source>
        <translation>Segmente umordnen</translation>
    </message>
    <message>
        <source>The next stroke begins a new segment</source>
        <translation>Der nächste Strich beginnt ein neues Segment</translation>
    </message>
    <message>
        <source>Delete segment</source>
        <translation>Segment löschen</translation>
    </message>
    <message>
        <source>Unlock segment</source>
        <translation>Segment entsperren</translation>
    </message>
    <message>
        <source>Lock segment</source>
        <translation>Segment sperren</translation>
    </message>
    <message>
        <source>Show all segments</source>
        <translation>Alle Segmente zeigen</translation>
    </message>
    <message>
        <source>Deal colours anew</source>
        <translation>Farben neu verteilen</translation>
    </message>
    <message>
        <source>{name} is locked: unlock it first (K)</source>
        <translation>{name} ist gesperrt: zuerst entsperren (K)</translation>
    </message>
    <message>
        <source>Paint new segment</source>
        <translation>Neues Segment malen</translation>
    </message>
    <message>
        <source>Split segment</source>
        <translation>Segment teilen</translation>
    </message>
    <message>
        <source>Unmerge segment</source>
        <translation>Zusammenführung aufheben</translation>
    </message>
    <message>
        <source>Choose a segment in the list, or New segment, then paint</source>
        <translation>Ein Segment in der Liste oder „Neues Segment“ wählen, dann malen</translation>
    </message>
    <message>
        <source>Paint {name}</source>
        <translation>{name} malen</translation>
    </message>
    <message>
        <source>There is no stroke of a segment that is not locked here to erase</source>
        <translation>Hier ist kein Strich eines nicht gesperrten Segments zu radieren</translation>
    </message>
    <message>
        <source>There is no stroke here to erase</source>
        <translation>Hier ist kein Strich zu radieren</translation>
    </message>
    <message>
        <source>Point at a segment to see it alone. Double-click its name to rename it, its swatch to recolour it, the eye to hide it; drag to reorder.</source>
        <translation>Zeigen hebt ein Segment hervor. Ein Doppelklick auf den Namen benennt es um, ein Klick auf das Farbfeld ändert die Farbe, einer auf das Auge blendet es aus; ziehen ordnet um.</translation>
    </message>
    <message>
        <source>hidden</source>
        <translation>ausgeblendet</translation>
    </message>
    <message>
        <source>locked</source>
        <translation>gesperrt</translation>
    </message>
    <message>
        <source>Name of the segment</source>
        <translation>Name des Segments</translation>
    </message>
    <message>
        <source>Segments appear here as soon as a picture is open.</source>
        <translation>Segmente erscheinen hier, sobald ein Bild offen ist.</translation>
    </message>
    <message>
        <source>Looking for segments…</source>
        <translation>Segmente werden gesucht…</translation>
    </message>
    <message>
        <source>Choose an object to see and change its marks. Double-click its name to rename it, its swatch to recolour it, the eye to hide it.</source>
        <translation>Ein Objekt auswählen, um seine Markierungen zu sehen und zu ändern. Ein Doppelklick auf den Namen benennt es um, ein Klick auf das Farbfeld ändert die Farbe, einer auf das Auge blendet es aus.</translation>
    </message>
    <message>
        <source>Objects that you select by clicks, a box or a lasso are listed here.</source>
        <translation>Objekte, die durch Klicks, Rahmen oder Lasso ausgewählt sind, stehen hier.</translation>
    </message>
    <message>
        <source>{n} · {share} repainted</source>
        <translation>{n} · {share} übermalt</translation>
    </message>
    <message>
        <source>Labels painted by hand are not the model&apos;s; the eraser takes them away.</source>
        <translation>Von Hand gemalte Labels sind nicht die des Modells; der Radierer nimmt sie weg.</translation>
    </message>
    <message>
        <source>number of segments</source>
        <translation>Anzahl der Segmente</translation>
    </message>
    <message>
        <source>Comparing numbers of segments</source>
        <translation>Anzahlen von Segmenten vergleichen</translation>
    </message>
    <message>
        <source>Each number of segments is tried on the picture. Click the one that you like.</source>
        <translation>Jede Anzahl von Segmenten wird am Bild versucht. Ein Klick auf eine übernimmt sie.</translation>
    </message>
    <message>
        <source>Trying numbers of segments. What is done can be used already; Stop keeps it.</source>
        <translation>Anzahlen von Segmenten werden versucht. Fertiges ist schon nutzbar; Anhalten behält es.</translation>
    </message>
    <message>
        <source>in use</source>
        <translation>in Gebrauch</translation>
    </message>
    <message>
        <source>What the method itself goes by: how far apart the next parts to merge are, or the ICL.</source>
        <translation>Wonach die Methode selbst geht: wie weit die nächsten zusammenzuführenden Teile auseinander sind, oder das ICL.</translation>
    </message>
    <message>
        <source>There is no suggestion yet.</source>
        <translation>Es gibt noch keinen Vorschlag.</translation>
    </message>
    <message>
        <source>Compare numbers of segments</source>
        <translation>Anzahlen von Segmenten vergleichen</translation>
    </message>
    <message>
        <source>All covariances</source>
        <translation>Jede Kovarianz</translation>
    </message>
    <message>
        <source>Compare full, tied, diagonal and spherical covariances, too.</source>
        <translation>Auch volle, geteilte, diagonale und kugelförmige Kovarianzen vergleichen.</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>All criteria over the number of segments</source>
        <translation>Alle Kriterien über der Anzahl der Segmente</translation>
    </message>
    <message>
        <source>Curves</source>
        <translation>Kurven</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>Übernehmen</translation>
    </message>
    <message>
        <source>What each number of segments looks like</source>
        <translation>Wie jede Anzahl von Segmenten aussieht</translation>
    </message>
    <message>
        <source>Fewest segments</source>
        <translation>Wenigste Segmente</translation>
    </message>
    <message>
        <source>Most segments</source>
        <translation>Meiste Segmente</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleichen</translation>
    </message>
    <message>
        <source>Segments from</source>
        <translation>Segmente von</translation>
    </message>
    <message>
        <source>to</source>
        <translation>bis</translation>
    </message>
    <message>
        <source>Suggest by</source>
        <translation>Vorschlag nach</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message numerus="yes">
        <source>Use %n segments</source>
        <translation>
            <numerusform>%n Segment übernehmen</numerusform>
            <numerusform>%n Segmente übernehmen</numerusform>
        </translation>
    </message>
    <message>
        <source>{number} of {n}, stopped</source>
        <translation>{number} von {n}, angehalten</translation>
    </message>
    <message numerus="yes">
        <source>Segment the picture with %n segments</source>
        <translation>
            <numerusform>Das Bild mit %n Segment segmentieren</numerusform>
            <numerusform>Das Bild mit %n Segmenten segmentieren</numerusform>
        </translation>
    </message>
    <message>
        <source>Mean log-likelihood per pixel, nats: it rises with every component.</source>
        <translation>Mittlere Log-Likelihood pro Pixel, in Nat: Sie steigt mit jeder Komponente.</translation>
    </message>
    <message>
        <source>Akaike: likelihood less 2 per free parameter; lower is better.</source>
        <translation>Akaike: Likelihood abzüglich 2 für jeden freien Parameter; niedriger ist besser.</translation>
    </message>
    <message>
        <source>Schwarz: likelihood less log n per free parameter; lower is better.</source>
        <translation>Schwarz: Likelihood abzüglich log n für jeden freien Parameter; niedriger ist besser.</translation>
    </message>
    <message>
        <source>BIC, and segments that overlap cost; lower is better.</source>
        <translation>BIC, und Segmente, die sich überschneiden, kosten; niedriger ist besser.</translation>
    </message>
    <message>
        <source>How much nearer pixels are to their own segment than to the next; higher is better.</source>
        <translation>Wie viel näher Pixel an ihrem eigenen Segment sind als am nächsten; höher ist besser.</translation>
    </message>
    <message>
        <source>How wide segments are beside how far apart they are; lower is better.</source>
        <translation>Wie breit Segmente sind im Vergleich zu ihrem Abstand; niedriger ist besser.</translation>
    </message>
    <message>
        <source>Agreement with fits to random halves of the picture; higher is better.</source>
        <translation>Übereinstimmung mit Anpassungen an zufällige Hälften des Bildes; höher ist besser.</translation>
    </message>
    <message>
        <source>Figures of each number of segments</source>
        <translation>Kennzahlen jeder Anzahl von Segmenten</translation>
    </message>
    <message>
        <source>segments</source>
        <translation>Segmente</translation>
    </message>
    <message>
        <source>Try nine</source>
        <translation>Neun Varianten</translation>
    </message>
    <message>
        <source>Position grows downwards, smoothing to the right. Click one to adopt it.</source>
        <translation>Die Position wächst nach unten, die Glättung nach rechts. Ein Klick auf eine übernimmt sie.</translation>
    </message>
    <message>
        <source>Position {position}, smoothing {smoothing}, as it is now</source>
        <translation>Position {position}, Glättung {smoothing}, wie jetzt</translation>
    </message>
    <message>
        <source>Position {position}, smoothing {smoothing}</source>
        <translation>Position {position}, Glättung {smoothing}</translation>
    </message>
    <message numerus="yes">
        <source>%n segments</source>
        <translation>
            <numerusform>%n Segment</numerusform>
            <numerusform>%n Segmente</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %n segments</source>
        <translation>
            <numerusform>etwa %n Segment</numerusform>
            <numerusform>etwa %n Segmente</numerusform>
        </translation>
    </message>
    <message>
        <source>a moment ago,</source>
        <translation>gerade eben,</translation>
    </message>
    <message>
        <source>gmmseg was ended {ago} before your work was saved.</source>
        <translation>gmmseg wurde {ago} beendet, bevor die Arbeit gespeichert war.</translation>
    </message>
    <message numerus="yes">
        <source>%n days ago,</source>
        <translation>
            <numerusform>vor %n Tag</numerusform>
            <numerusform>vor %n Tagen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hours ago,</source>
        <translation>
            <numerusform>vor %n Stunde</numerusform>
            <numerusform>vor %n Stunden</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minutes ago,</source>
        <translation>
            <numerusform>vor %n Minute</numerusform>
            <numerusform>vor %n Minuten</numerusform>
        </translation>
    </message>
    <message>
        <source>Saving</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Unsaved work cannot be kept for the case of a crash. {sentence}</source>
        <translation>Ungespeicherte Arbeit kann nicht für den Fall eines Absturzes aufbewahrt werden. {sentence}</translation>
    </message>
    <message>
        <source>Recover</source>
        <translation>Wiederherstellen</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Pictures of the project</source>
        <translation>Bilder des Projekts</translation>
    </message>
    <message>
        <source>Pictures ({endings});;All files (*)</source>
        <translation>Bilder ({endings});;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>{name} was removed from the project; its file stays where it is.</source>
        <translation>{name} wurde aus dem Projekt entfernt; die Datei bleibt, wo sie ist.</translation>
    </message>
    <message>
        <source>Remove picture</source>
        <translation>Bild entfernen</translation>
    </message>
    <message>
        <source>Add pictures to the project</source>
        <translation>Bilder zum Projekt hinzufügen</translation>
    </message>
    <message>
        <source>Put it back</source>
        <translation>Zurückholen</translation>
    </message>
    <message>
        <source>Find the picture…</source>
        <translation>Bild suchen…</translation>
    </message>
    <message>
        <source>There is no picture on the clipboard: copy one in another program first, then paste it.</source>
        <translation>In der Zwischenablage ist kein Bild: zuerst in einem anderen Programm eines kopieren, dann einfügen.</translation>
    </message>
    <message>
        <source>Pictures and projects ({files});;Projects ({projects});;All files (*)</source>
        <translation>Bilder und Projekte ({files});;Projekte ({projects});;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Let go to open {name}</source>
        <translation>Loslassen öffnet {name}</translation>
    </message>
    <message>
        <source>Let go to open the pictures in {folder}</source>
        <translation>Loslassen öffnet die Bilder in {folder}</translation>
    </message>
    <message>
        <source>Only files can be dropped here</source>
        <translation>Nur Dateien lassen sich hier ablegen</translation>
    </message>
    <message>
        <source>Let go to open {n} pictures beside each other</source>
        <translation>Loslassen öffnet {n} Bilder nebeneinander</translation>
    </message>
    <message>
        <source>Opened {name}, the first of {n} pictures in {folder}.</source>
        <translation>{name} ist offen, das erste von {n} Bildern in {folder}.</translation>
    </message>
    <message>
        <source>Only files can be dropped here: save the picture first, then drop its file.</source>
        <translation>Nur Dateien lassen sich hier ablegen: das Bild zuerst speichern, dann seine Datei ablegen.</translation>
    </message>
    <message>
        <source>The folder {folder} has no pictures in it.</source>
        <translation>Im Ordner {folder} sind keine Bilder.</translation>
    </message>
    <message>
        <source>Open a picture or project</source>
        <translation>Bild oder Projekt öffnen</translation>
    </message>
    <message>
        <source>Open {name}</source>
        <translation>{name} öffnen</translation>
    </message>
    <message>
        <source>Find the picture of the project</source>
        <translation>Bild des Projekts suchen</translation>
    </message>
    <message>
        <source>{n} pictures of {name} are open beside each other.</source>
        <translation>{n} Bilder aus {name} sind nebeneinander offen.</translation>
    </message>
    <message>
        <source>The folder {folder} cannot be read: {why}.</source>
        <translation>Der Ordner {folder} kann nicht gelesen werden: {why}.</translation>
    </message>
    <message>
        <source>Forget these</source>
        <translation>Diese vergessen</translation>
    </message>
    <message>
        <source>The picture cannot be kept in {folder}: it is full or closed to us.</source>
        <translation>Das Bild kann nicht in {folder} aufbewahrt werden: Der Ordner ist voll oder verschlossen.</translation>
    </message>
    <message>
        <source>The picture cannot be kept in {folder}: {why}.</source>
        <translation>Das Bild kann nicht in {folder} aufbewahrt werden: {why}.</translation>
    </message>
    <message>
        <source>Nothing yet</source>
        <translation>Noch nichts</translation>
    </message>
    <message>
        <source>Work through all…</source>
        <translation>Alle durcharbeiten…</translation>
    </message>
    <message>
        <source>another page</source>
        <translation>einer anderen Seite</translation>
    </message>
    <message>
        <source>Fit to this page</source>
        <translation>An diese Seite anpassen</translation>
    </message>
    <message>
        <source>Model of another page</source>
        <translation>Modell einer anderen Seite</translation>
    </message>
    <message>
        <source>Opening the page</source>
        <translation>Seite öffnen</translation>
    </message>
    <message>
        <source>tissue</source>
        <translation>Gewebe</translation>
    </message>
    <message>
        <source>astronaut</source>
        <translation>Astronautin</translation>
    </message>
    <message>
        <source>chelsea</source>
        <translation>Katze</translation>
    </message>
    <message>
        <source>coffee</source>
        <translation>Kaffee</translation>
    </message>
    <message>
        <source>coins</source>
        <translation>Münzen</translation>
    </message>
    <message>
        <source>retina</source>
        <translation>Netzhaut</translation>
    </message>
    <message>
        <source>rocket</source>
        <translation>Rakete</translation>
    </message>
    <message>
        <source>Projects ({endings})</source>
        <translation>Projekte ({endings})</translation>
    </message>
    <message>
        <source>Save what you did to {name}?</source>
        <translation>Die Arbeit an {name} speichern?</translation>
    </message>
    <message>
        <source>Save the project</source>
        <translation>Projekt speichern</translation>
    </message>
    <message>
        <source>Saved {name}</source>
        <translation>{name} gespeichert</translation>
    </message>
    <message>
        <source>Ctrl</source>
        <translation>Strg</translation>
    </message>
    <message>
        <source>Shift</source>
        <translation>Umschalt</translation>
    </message>
    <message>
        <source>Alt</source>
        <translation>Alt</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Entf</translation>
    </message>
    <message>
        <source>Up</source>
        <translation>Hoch</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>Runter</translation>
    </message>
    <message>
        <source>PgUp</source>
        <translation>Bild auf</translation>
    </message>
    <message>
        <source>PgDown</source>
        <translation>Bild ab</translation>
    </message>
    <message>
        <source>Recent picture: {name}</source>
        <translation>Zuletzt geöffnetes Bild: {name}</translation>
    </message>
    <message>
        <source>Exported {name}</source>
        <translation>{name} exportiert</translation>
    </message>
    <message>
        <source>suggested</source>
        <translation>vorgeschlagen</translation>
    </message>
    <message>
        <source>Find {name}</source>
        <translation>{name} suchen</translation>
    </message>
    <message>
        <source>{name} is in the project already.</source>
        <translation>{name} ist schon im Projekt.</translation>
    </message>
    <message>
        <source>Tiled pictures (*.tif *.tiff *.svs *.btf);;All files (*)</source>
        <translation>Gekachelte Bilder (*.tif *.tiff *.svs *.btf);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Open a tiled picture</source>
        <translation>Gekacheltes Bild öffnen</translation>
    </message>
    <message>
        <source>Let go to learn from {name}</source>
        <translation>Loslassen lernt aus {name}</translation>
    </message>
    <message>
        <source>Let go to learn from {n} annotations</source>
        <translation>Loslassen lernt aus {n} Annotationen</translation>
    </message>
    <message>
        <source>{name} is saved already</source>
        <translation>{name} ist schon gespeichert</translation>
    </message>
    <message>
        <source>Learn from annotations</source>
        <translation>Aus Annotationen lernen</translation>
    </message>
    <message>
        <source>Learn from {name}</source>
        <translation>Aus {name} lernen</translation>
    </message>
    <message numerus="yes">
        <source>The model learns %n classes from {name}</source>
        <translation>
            <numerusform>Das Modell lernt eine Klasse aus {name}</numerusform>
            <numerusform>Das Modell lernt %n Klassen aus {name}</numerusform>
        </translation>
    </message>
    <message>
        <source>{name} was not taken in: another picture is open</source>
        <translation>{name} wurde nicht übernommen: ein anderes Bild ist offen</translation>
    </message>
    <message>
        <source>{name} marks locked segments only, or the same again</source>
        <translation>{name} markiert nur gesperrte Segmente oder dasselbe noch einmal</translation>
    </message>
    <message>
        <source>Saving {name}</source>
        <translation>{name} speichern</translation>
    </message>
    <message>
        <source>Drawing {name}</source>
        <translation>{name} zeichnen</translation>
    </message>
    <message>
        <source>Selecting {name}</source>
        <translation>{name} auswählen</translation>
    </message>
    <message>
        <source>Looking for {name}</source>
        <translation>{name} suchen</translation>
    </message>
    <message>
        <source>{hint}
Double-click the name to reset it to {default}.</source>
        <translation>{hint}
Ein Doppelklick auf den Namen setzt es auf {default} zurück.</translation>
    </message>
    <message>
        <source>Drop target</source>
        <translation>Ablagefläche</translation>
    </message>
    <message>
        <source>From {low} to {high}</source>
        <translation>Von {low} bis {high}</translation>
    </message>
    <message>
        <source>Details of the message</source>
        <translation>Einzelheiten der Meldung</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation>Diese Meldung schließen</translation>
    </message>
    <message>
        <source>{minutes} min {seconds} s</source>
        <translation>{minutes} min {seconds} s</translation>
    </message>
    <message>
        <source>{title}: open or close</source>
        <translation>{title}: öffnen oder schließen</translation>
    </message>
    <message>
        <source>Put {title} into a window of its own, or back</source>
        <translation>{title} in ein eigenes Fenster setzen oder zurück</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Dock</source>
        <translation>Andocken</translation>
    </message>
    <message>
        <source>Float</source>
        <translation>Ablösen</translation>
    </message>
    <message>
        <source>Stop what is being computed  (Esc)</source>
        <translation>Die laufende Berechnung anhalten  (Esc)</translation>
    </message>
    <message>
        <source>This takes longer the first time.</source>
        <translation>Beim ersten Mal dauert es länger.</translation>
    </message>
    <message>
        <source>Choosing the number of segments</source>
        <translation>Anzahl der Segmente wählen</translation>
    </message>
    <message>
        <source>Preparing channels</source>
        <translation>Kanäle vorbereiten</translation>
    </message>
    <message>
        <source>Reading colours</source>
        <translation>Farben lesen</translation>
    </message>
    <message>
        <source>Judging the result</source>
        <translation>Ergebnis beurteilen</translation>
    </message>
    <message>
        <source>Reading</source>
        <translation>Lesen</translation>
    </message>
    <message>
        <source>Trying starts</source>
        <translation>Starts probieren</translation>
    </message>
    <message>
        <source>Measuring objects</source>
        <translation>Objekte messen</translation>
    </message>
    <message>
        <source>Describing the model</source>
        <translation>Modell beschreiben</translation>
    </message>
    <message>
        <source>Comparing models</source>
        <translation>Modelle vergleichen</translation>
    </message>
    <message>
        <source>Preparing plots</source>
        <translation>Diagramme vorbereiten</translation>
    </message>
    <message>
        <source>Drawing density</source>
        <translation>Dichte zeichnen</translation>
    </message>
    <message>
        <source>Learning from strokes</source>
        <translation>Aus Strichen lernen</translation>
    </message>
    <message>
        <source>Rearranging segments</source>
        <translation>Segmente umordnen</translation>
    </message>
    <message>
        <source>Painting</source>
        <translation>Malen</translation>
    </message>
    <message>
        <source>Finding a region&apos;s pixels</source>
        <translation>Pixel einer Region suchen</translation>
    </message>
    <message>
        <source>Following boundaries</source>
        <translation>Grenzen folgen</translation>
    </message>
    <message>
        <source>Growing a region</source>
        <translation>Region wachsen lassen</translation>
    </message>
    <message>
        <source>Opening the whole picture</source>
        <translation>Das ganze Bild öffnen</translation>
    </message>
    <message>
        <source>Writing the labels</source>
        <translation>Labels schreiben</translation>
    </message>
    <message>
        <source>photo</source>
        <translation>Foto</translation>
    </message>
    <message>
        <source>What looks alike is one segment wherever it lies. All settings are the defaults.</source>
        <translation>Was ähnlich aussieht, ist ein Segment, wo immer es liegt. Alle Einstellungen sind die üblichen.</translation>
    </message>
    <message>
        <source>fluorescence</source>
        <translation>Fluoreszenz</translation>
    </message>
    <message>
        <source>Bright cells or nuclei on dark ground: two segments, grey values, uneven light taken out.</source>
        <translation>Helle Zellen oder Kerne auf dunklem Grund: zwei Segmente, Grauwerte, ungleichmäßiges Licht ausgeglichen.</translation>
    </message>
    <message>
        <source>stained slide</source>
        <translation>Histologie</translation>
    </message>
    <message>
        <source>Nuclei, tissue and ground by colour alone, wherever they lie: three segments, specks smoothed away.</source>
        <translation>Kerne, Gewebe und Grund nur nach Farbe, wo immer sie liegen: drei Segmente, Flecken geglättet.</translation>
    </message>
    <message>
        <source>plants on soil</source>
        <translation>Pflanzen</translation>
    </message>
    <message>
        <source>Green plants and the rest by the excess green index (ExG): two segments, whatever the light.</source>
        <translation>Grüne Pflanzen und der Rest nach dem Excess-Green-Index (ExG): zwei Segmente, bei jedem Licht.</translation>
    </message>
    <message>
        <source>document</source>
        <translation>Dokument</translation>
    </message>
    <message>
        <source>Ink and paper: two segments, grey values, thin strokes kept.</source>
        <translation>Tinte und Papier: zwei Segmente, Grauwerte, dünne Striche bleiben.</translation>
    </message>
    <message>
        <source>aerial</source>
        <translation>Luftbild</translation>
    </message>
    <message>
        <source>Ground cover by colour and texture; areas of fewer than 64 pixels join a neighbour.</source>
        <translation>Bodenbedeckung nach Farbe und Textur; Flächen unter 64 Pixeln gehen in einem Nachbarn auf.</translation>
    </message>
    <message>
        <source>grains</source>
        <translation>Körner</translation>
    </message>
    <message>
        <source>Grains, coins or particles on a ground: two segments, grey values, smooth outlines, fit to count.</source>
        <translation>Körner, Münzen oder Partikel auf einem Grund: zwei Segmente, Grauwerte, glatte Umrisse, zum Zählen geeignet.</translation>
    </message>
    <message>
        <source>Label map as a PNG in colours; pixel value = segment number, 0 = unassigned.</source>
        <translation>Labelbild als farbiges PNG; Pixelwert = Nummer des Segments, 0 = keines.</translation>
    </message>
    <message>
        <source>Picture with the segments&apos; colours over it, PNG.</source>
        <translation>Bild mit den Farben der Segmente darüber, PNG.</translation>
    </message>
    <message>
        <source>Pixels, percent and mean colour of each segment and object, CSV.</source>
        <translation>Pixel, Prozent und mittlere Farbe jedes Segments und Objekts, CSV.</translation>
    </message>
    <message>
        <source>Raw segment numbers, 8 or 16 bits, TIFF.</source>
        <translation>Rohe Nummern der Segmente, 8 oder 16 Bit, TIFF.</translation>
    </message>
    <message>
        <source>A mask for each segment: 255 inside, 0 outside, PNG.</source>
        <translation>Eine Maske für jedes Segment: 255 innen, 0 außen, PNG.</translation>
    </message>
    <message>
        <source>The picture for each segment, transparent outside it, PNG.</source>
        <translation>Das Bild für jedes Segment, außerhalb durchsichtig, PNG.</translation>
    </message>
    <message>
        <source>The picture for each segment, as opaque as it is probable there, PNG.</source>
        <translation>Das Bild für jedes Segment, so deckend, wie es dort wahrscheinlich ist, PNG.</translation>
    </message>
    <message>
        <source>Connected regions at the chosen detail; pixel value = region number, 16-bit PNG.</source>
        <translation>Zusammenhängende Regionen im gewählten Detail; Pixelwert = Nummer der Region, 16-Bit-PNG.</translation>
    </message>
    <message>
        <source>Picture with every segment in its mean colour, PNG.</source>
        <translation>Bild mit jedem Segment in seiner mittleren Farbe, PNG.</translation>
    </message>
    <message>
        <source>Picture with the segments&apos; boundaries drawn on it, PNG.</source>
        <translation>Bild mit den Grenzen der Segmente darauf, PNG.</translation>
    </message>
    <message>
        <source>How undecided each pixel is: black sure, pale yellow undecided, PNG.</source>
        <translation>Wie unentschieden jedes Pixel ist: schwarz sicher, blassgelb unentschieden, PNG.</translation>
    </message>
    <message>
        <source>How close the two most probable segments are: black far, pale yellow the same, PNG.</source>
        <translation>Wie nahe die beiden wahrscheinlichsten Segmente sind: schwarz fern, blassgelb gleich, PNG.</translation>
    </message>
    <message>
        <source>How well the model explains each pixel: black as in training, pale yellow not at all, PNG.</source>
        <translation>Wie gut das Modell jedes Pixel erklärt: schwarz wie beim Lernen, blassgelb gar nicht, PNG.</translation>
    </message>
    <message>
        <source>Entropy, margin and log-density, each on a page, float32 TIFF.</source>
        <translation>Entropie, Abstand und Log-Dichte, jede auf einer Seite, float32-TIFF.</translation>
    </message>
    <message>
        <source>A grey map for each segment: 0 impossible, 255 certain, PNG.</source>
        <translation>Eine Graukarte für jedes Segment: 0 unmöglich, 255 sicher, PNG.</translation>
    </message>
    <message>
        <source>Probability of each segment on a page of its own, float32 TIFF.</source>
        <translation>Wahrscheinlichkeit jedes Segments auf einer eigenen Seite, float32-TIFF.</translation>
    </message>
    <message>
        <source>The same with named channels, for microscopy, OME-TIFF.</source>
        <translation>Dasselbe mit benannten Kanälen, für die Mikroskopie, OME-TIFF.</translation>
    </message>
    <message>
        <source>The same as ilastik writes it, HDF5.</source>
        <translation>Dasselbe, wie ilastik es schreibt, HDF5.</translation>
    </message>
    <message>
        <source>The same as a NumPy archive, NPZ.</source>
        <translation>Dasselbe als NumPy-Archiv, NPZ.</translation>
    </message>
    <message>
        <source>Picture and label map as a folder for napari, OME-Zarr.</source>
        <translation>Bild und Labelbild als Ordner für napari, OME-Zarr.</translation>
    </message>
    <message>
        <source>Exact outlines of each segment, on the map if the picture has a place, GeoJSON.</source>
        <translation>Genaue Umrisse jedes Segments, auf der Karte, wenn das Bild verortet ist, GeoJSON.</translation>
    </message>
    <message>
        <source>Exact outlines of each segment in pixels for QuPath, GeoJSON.</source>
        <translation>Genaue Umrisse jedes Segments in Pixeln für QuPath, GeoJSON.</translation>
    </message>
    <message>
        <source>The same, packed, as QuPath opens it, too, GeoJSON in gzip.</source>
        <translation>Dasselbe gepackt, wie QuPath es auch öffnet, GeoJSON in gzip.</translation>
    </message>
    <message>
        <source>Exact outlines of each segment on the map, with areas, GeoPackage.</source>
        <translation>Genaue Umrisse jedes Segments auf der Karte, mit Flächen, GeoPackage.</translation>
    </message>
    <message>
        <source>Label map in colours, tiled with smaller versions, cloud-optimised GeoTIFF.</source>
        <translation>Labelbild in Farben, gekachelt, mit kleineren Fassungen, Cloud-optimiertes GeoTIFF.</translation>
    </message>
    <message>
        <source>Probability of each segment in a band of its own, cloud-optimised GeoTIFF.</source>
        <translation>Wahrscheinlichkeit jedes Segments in einem eigenen Band, Cloud-optimiertes GeoTIFF.</translation>
    </message>
    <message>
        <source>Outlines of each connected piece for ImageJ&apos;s ROI manager, ZIP.</source>
        <translation>Umrisse jedes zusammenhängenden Stücks für den ROI-Manager von ImageJ, ZIP.</translation>
    </message>
    <message>
        <source>A polygon for each connected piece, COCO&apos;s JSON.</source>
        <translation>Ein Polygon für jedes zusammenhängende Stück, JSON von COCO.</translation>
    </message>
    <message>
        <source>Each whole segment as runs of pixels, COCO&apos;s JSON.</source>
        <translation>Jedes ganze Segment als Pixelfolgen, JSON von COCO.</translation>
    </message>
    <message>
        <source>A polygon for each connected piece, LabelMe&apos;s JSON.</source>
        <translation>Ein Polygon für jedes zusammenhängende Stück, JSON von LabelMe.</translation>
    </message>
    <message>
        <source>Polygons for YOLO in labels/, and data.yaml with the classes, text.</source>
        <translation>Polygone für YOLO in labels/ und data.yaml mit den Klassen, Text.</translation>
    </message>
    <message>
        <source>Outlines as a drawing, SVG.</source>
        <translation>Umrisse als Zeichnung, SVG.</translation>
    </message>
    <message>
        <source>All of it on a page for people, HTML.</source>
        <translation>Alles auf einer Seite zum Lesen, HTML.</translation>
    </message>
    <message>
        <source>Spread and normality of each channel, and each segment&apos;s area with its interval, CSV.</source>
        <translation>Streuung und Normalität jedes Kanals und die Fläche jedes Segments mit ihrem Intervall, CSV.</translation>
    </message>
    <message>
        <source>Histogram, ellipses, boxes, Q-Q plot, merges and shares of the segments, PNG.</source>
        <translation>Histogramm, Ellipsen, Boxen, Q-Q-Diagramm, Zusammenführungen und Anteile der Segmente, PNG.</translation>
    </message>
    <message>
        <source>The table for programs, Parquet.</source>
        <translation>Die Tabelle für Programme, Parquet.</translation>
    </message>
    <message>
        <source>What is measured of each object, a row for each, CSV.</source>
        <translation>Was an jedem Objekt gemessen ist, eine Zeile für jedes, CSV.</translation>
    </message>
    <message>
        <source>Number, density and statistics of the objects of each class, CSV.</source>
        <translation>Anzahl, Dichte und Statistik der Objekte jeder Klasse, CSV.</translation>
    </message>
    <message>
        <source>What is measured of each object for programs, Parquet.</source>
        <translation>Was an jedem Objekt gemessen ist, für Programme, Parquet.</translation>
    </message>
    <message>
        <source>Numbers of the objects, 0 where there is none, 32-bit TIFF.</source>
        <translation>Nummern der Objekte, 0, wo keines ist, 32-Bit-TIFF.</translation>
    </message>
    <message>
        <source>The same up to number 65535, 16-bit PNG.</source>
        <translation>Dasselbe bis Nummer 65535, 16-Bit-PNG.</translation>
    </message>
    <message>
        <source>The same under the name that Cellpose looks for, 16-bit TIFF (32-bit above 65535).</source>
        <translation>Dasselbe unter dem Namen, den Cellpose sucht, 16-Bit-TIFF (32 Bit über 65535).</translation>
    </message>
    <message>
        <source>Picture with the outline of each object drawn on it, PNG.</source>
        <translation>Bild mit dem Umriss jedes Objekts darauf, PNG.</translation>
    </message>
    <message>
        <source>Each object alone, cropped, with soft edges, as a PNG in a folder.</source>
        <translation>Jedes Objekt einzeln, zugeschnitten, mit weichen Rändern, als PNG in einem Ordner.</translation>
    </message>
    <message>
        <source>Each object with its number and class, COCO&apos;s JSON.</source>
        <translation>Jedes Objekt mit Nummer und Klasse, JSON von COCO.</translation>
    </message>
    <message>
        <source>Polygons of objects for YOLO in objects_yolo/, with data.yaml, text.</source>
        <translation>Polygone der Objekte für YOLO in objects_yolo/, mit data.yaml, Text.</translation>
    </message>
    <message>
        <source>Polygons of objects, parts grouped by number, LabelMe&apos;s JSON.</source>
        <translation>Polygone der Objekte, Teile nach Nummer gruppiert, JSON von LabelMe.</translation>
    </message>
    <message>
        <source>Exact outline and measurements of each object for QuPath, GeoJSON.</source>
        <translation>Genauer Umriss und Messwerte jedes Objekts für QuPath, GeoJSON.</translation>
    </message>
    <message>
        <source>Exact outline and measurements of each object on the map, GeoPackage.</source>
        <translation>Genauer Umriss und Messwerte jedes Objekts auf der Karte, GeoPackage.</translation>
    </message>
    <message>
        <source>Exact outline of each object for ImageJ&apos;s ROI manager, named by number, ZIP.</source>
        <translation>Genauer Umriss jedes Objekts für den ROI-Manager von ImageJ, nach Nummern benannt, ZIP.</translation>
    </message>
    <message>
        <source>A mask for each object: 255 inside, 0 outside, PNG.</source>
        <translation>Eine Maske für jedes Objekt: 255 innen, 0 außen, PNG.</translation>
    </message>
    <message>
        <source>The picture for each object, transparent outside it, PNG.</source>
        <translation>Das Bild für jedes Objekt, außerhalb durchsichtig, PNG.</translation>
    </message>
</context>
</TS>
