# Grafieken, de manieren om naar de cijfers te kijken, en wat er tussen publicaties veranderde.
chart-finding = De grootste groep: { $label }, ongeveer { $count } verklaringen.
chart-finding-none = Geen enkel antwoord is groot genoeg om te tonen.
chart-next = Daarna: { $list }.
chart-hidden =
    { $n ->
        [one] Bij { $n } antwoord zijn er te weinig verklaringen om te tonen, of geen.
       *[other] Bij { $n } antwoorden zijn er te weinig verklaringen om te tonen, of geen.
    }
chart-all-shown = Elk antwoord is groot genoeg om te tonen.
chart-not-shown = te weinig om te tonen, of geen
chart-others =
    { $n ->
        [one] { $n } ander antwoord
       *[other] { $n } andere antwoorden
    }
chart-margin = Het lichte uiteinde van een staaf is de marge: in 95 van de 100 gevallen ligt het werkelijke getal daarbinnen.
chart-hatched = Gestreept betekent: te weinig om te tonen, of geen. Welke van de twee is niet te zien, en dat is de bedoeling.
chart-tiles = Voor elke provincie een tegel, ongeveer waar zij op de kaart ligt.
chart-table = De getallen als tabel
chart-download = Downloaden
chart-source = { $name }, cijfers { $release }. Licentie: { $licence }.
trend-title = Aantal verklaringen in de tijd
trend-release = Publicatie
trend-finding = Van ongeveer { $first } verklaringen bij { $from } naar ongeveer { $count } bij { $to }.
trend-finding-one = Ongeveer { $count } verklaringen bij { $to }.
trend-quarters = Per kwartaal, het nieuwste eerst: { $list }.
trend-no-quarter = Er is nog geen kwartaal gepubliceerd.
trend-reading = De lijn volgt de weken, de band eromheen is de marge, en elke stip is een kwartaal.
view-alone = Sorteren en kiezen
view-back = Alle tabellen
view-misread = Een deel van dit adres kennen wij niet. U ziet de gewone weergave.
view-show = Rijen
view-show-usual = Gewoon
view-show-all = Alles in één lijst
view-show-shown = Alleen rijen met een getal
view-sort = Volgorde
view-sort-number = Op aantal
view-sort-name = Op naam
view-region = Deel van de wereld
view-region-all = Alle
release-changed = Veranderd sinds { $release }
release-changed-text = Dit is het verschil tussen twee gepubliceerde getallen. Het is zekerder dan die getallen zelf, want in beide zit dezelfde oude ruis.
release-changed-total = Aantal verklaringen: { $by } (marge { $margin }).
release-changed-none = Geen andere verandering is groter dan haar marge.
release-changed-rest =
    { $n ->
        [one] Bij { $n } ander getal dat in beide publicaties staat, is geen duidelijke verandering te zien.
       *[other] Bij { $n } andere getallen die in beide publicaties staan, is geen duidelijke verandering te zien.
    }
release-changed-what = Wat
release-changed-by = Verandering
release-corrected = Deze cijfers zijn opnieuw verschenen, in een betere vorm:
release-reason = Het bestuur schrijft erbij, in het Engels:
release-corrects = Dit is een nieuwe vorm van dezelfde cijfers. Hij vervangt:
release-cite = Zo verwijst u ernaar
release-cite-text = { $who } ({ $year }). { $name }: cijfers { $release }. { $address }. { $licence }.
release-earlier = Eerder: { $release }
release-later = Later: { $release }
release-nearby = Andere publicaties
release-overview = Het nieuwste kwartaal: { $release }
