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
release-rows =
    { $n ->
        [one] De tabel met { $n } rij
       *[other] De tabel met { $n } rijen
    }
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
chart-finding = Het vaakst genoemd: { $label }, ongeveer { $count } verklaringen.
chart-finding-none = Geen enkel antwoord is groot genoeg om te tonen.
chart-description =
    { $bars ->
        [one] Staafdiagram met { $bars } staaf. Dezelfde getallen staan in de tabel eronder.
       *[other] Staafdiagram met { $bars } staven. Dezelfde getallen staan in de tabel eronder.
    }

method-title = Hoe de cijfers worden gemaakt
method-lead = De cijfers laten zien hoe groot groepen ongeveer zijn, zonder dat iemand er één mens in kan herkennen.
method-noise-title = Ruis
method-noise = Bij elk getal telt de computer een toevallig getal op, of trekt dat eraf. Dat heet ruis. Daardoor is nooit te zien of één bepaalde verklaring erbij zit.
method-noise-once = De ruis wordt één keer getrokken, op de teldag, en daarna nooit opnieuw. Wie de pagina vaak opent, leert dus niets extra.
method-round-title = Afronden en weglaten
method-round = Elk getal wordt afgerond op vijf.
method-hidden = Een klein getal wordt niet getoond. Er staat dan een streepje. Geen, weinig en net te weinig zien er hetzelfde uit. De grens ligt zo hoog dat toeval hooguit in één op de vier tabellen een leeg vakje eroverheen tilt.
method-margin-title = Marge
method-margin = Naast elk getal staat een marge. In 95 van de 100 gevallen ligt het werkelijke aantal verklaringen niet verder weg dan die marge. Ruis en afronding zijn erin meegenomen.
method-calendar-title = Vaste dagen
method-calendar = Elke week verschijnt het aantal verklaringen. Elk kwartaal verschijnen alle tabellen, vijftien dagen na het einde van het kwartaal. Die dagen staan vast en hangen niet af van wat er binnenkomt.
method-lapse = Een verklaring vervalt aan het einde van het tweede jaar na het jaar waarin zij is gemaakt. Dan verdwijnt zij ook uit de cijfers. In de eerste weken van een jaar is het aantal daarom extra onzeker.
method-guess-title = Wat iemand hooguit kan leren
method-guess = Stel dat iemand vermoedt dat u meedoet. Hij bekijkt alle cijfers. Zijn vermoeden kan dan een beetje sterker worden, maar nooit meer dan dit:
method-guess-caption = Hoe sterk een vermoeden hooguit kan worden
method-guess-before = Vermoeden vooraf
method-guess-join = Na uw aanmelding
method-guess-both = Na aanmelden en weghalen
method-guess-one = 1 %
method-guess-one-join = 2,7 %
method-guess-one-both = 6,9 %
method-guess-half = 50 %
method-guess-half-join = 73 %
method-guess-half-both = 88 %
method-guess-more = Elke verandering die meetelt, elk extra e-mailadres en elk familielid dat meedoet, komt daar nog bij.
method-epsilon-title = Het getal achter de ruis
method-epsilon = Wiskundigen noemen de maat voor wat cijfers verraden epsilon (ε). Alle tabellen samen kosten bij één aanmelding ε = 1, bij aanmelden en weghalen ε = 2. Elke publicatie staat in een grootboek, in hele duizendsten, zodat iedereen de som kan nalopen.
method-small-title = De prijs
method-small = Kleine gemeenschappen blijven zo onzichtbaar. Dat is de prijs, en het is ook de bedoeling: wie met weinigen is, is het makkelijkst te herkennen.
caveat-corrects = Dit verbetert de vorm van { $release }, met dezelfde cijfers: { $reason }
