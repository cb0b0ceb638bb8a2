# De cijfers.
figures-title = Cijfers
figures-none = Er zijn nog geen cijfers gepubliceerd. De eerste verschijnen na het eerste kwartaal.
figures-method-link = Hoe deze cijfers worden gemaakt
figures-quarters = Per kwartaal
figures-quarters-text = Alle tabellen. Een kwartaal is hier dertien of veertien weken. De cijfers verschijnen vijftien dagen na het einde.
figures-weeks = Per week
figures-weeks-text = Alleen het aantal verklaringen.
figures-weeks-older = Eerdere weken
figures-data-title = Zelf met de cijfers werken
figures-data = Bij elke publicatie staan bestanden om te downloaden. Een lijst van alle publicaties staat in
number-about =
    { $n ->
        [one] ongeveer { $n } verklaring
       *[other] ongeveer { $n } verklaringen
    }
number-margin = De marge is { $margin } naar boven en naar beneden, in 95 van de 100 gevallen. Gepubliceerd op { $day }.
number-hidden = Nog te weinig verklaringen om te tonen
release-title = Cijfers { $period }
release-back = Alle cijfers
release-published = Gepubliceerd op { $day }.
release-contents = Tabellen op deze pagina
release-reading = Getallen zijn afgerond op vijf. De marge staat ernaast: in 95 van de 100 gevallen ligt het werkelijke getal daarbinnen.
release-hidden-rows =
    { $n ->
        [one] Nog { $n } rij waarvan het getal niet wordt getoond
       *[other] Nog { $n } rijen waarvan het getal niet wordt getoond
    }
release-hidden = Een streepje betekent: geen, weinig, of te onzeker om te tonen. Welke van de drie is niet te zien, en dat is de bedoeling.
release-files = Bestanden
release-files-text = Deze publicatie verandert nooit meer. Met de controlegetallen en de handtekening kunt u dat nagaan.
column-count = Aantal
column-margin = Marge
cell-hidden = niet getoond
table-all = Alle verklaringen
table-total = Aantal verklaringen
table-nationality = Naar nationaliteit
table-region = Naar deel van de wereld
table-region_province = Naar deel van de wereld en provincie
table-region_province-note = De getallen in deze tabel hoeven niet op te tellen tot die in de andere tabellen, want elke tabel heeft eigen ruis.
table-province = Naar provincie
table-birth_cohort = Naar leeftijd toen de verklaring werd gemaakt
table-main_reason = Naar belangrijkste reden
table-tried = Naar poging om de nationaliteit op te geven
table-acquired = Naar hoe de nationaliteit is gekregen
dimension-all = Wat
dimension-nationality = Nationaliteit
dimension-region = Deel van de wereld
dimension-province = Provincie
dimension-birth_cohort = Leeftijd
dimension-main_reason = Belangrijkste reden
dimension-tried = Poging
dimension-acquired = Hoe gekregen
caveat-corrects = Dit verbetert de vorm van { $release }, met dezelfde cijfers: { $reason }
figures-late = De cijfers van { $release } zouden op { $day } komen en zijn te laat. De dag maakt voor de cijfers niets uit: de ruis wordt één keer getrokken, en daarna nooit meer.
figures-held = De cijfers van { $release } horen bij { $day }. De stichting houdt ze nog vast, en schrijft waarom: { $reason }
