# De deur: dezelfde bladzijden voor aanmelden, bekijken en weghalen.
visit-title = Uw bezoek
visit-minutes =
    { $n ->
        [one] Uw bezoek stopt over { $n } minuut als u niets doet.
       *[other] Uw bezoek stopt over { $n } minuten als u niets doet.
    }
visit-prolong = Ik heb meer tijd nodig
visit-almost-over = Uw bezoek stopt bijna. Hebt u meer tijd nodig? Druk dan op ‘{ visit-prolong }’.

start-heading = Wat is uw e-mailadres?
start-lead = Wij sturen een code naar uw e-mail. Met die code gaat u verder.
start-address = E-mailadres
start-address-hint = Bijvoorbeeld naam@voorbeeld.nl
start-button = Stuur mij een code
start-work-sure = Alleen ik lees deze mailbox. Ik ga ermee verder.
start-notes-title = Goed om te weten
start-same-page = U begint altijd op deze pagina: om een verklaring te maken, om te bekijken wat wij bewaren, en om alles weg te halen.
start-own-mailbox = Neem een mailbox die niemand anders leest. Gebruik niet het e-mailadres van uw werk: uw werkgever kan meelezen.
start-safety-link = Lees meer over veiligheid
start-shared-title = Wij delen met zijn tweeën één mailbox
start-shared = Bij één e-mailadres hoort één verklaring. Wie in de mailbox kan, kan die verklaring zien, veranderen en weghalen. Wilt u allebei meedoen? Neem dan ieder een eigen e-mailadres.
start-changed-title = Ik heb een ander e-mailadres dan vroeger
start-changed = Wij kennen alleen het e-mailadres dat u toen gebruikte. Kunt u nog in die mailbox? Haal dan eerst daarmee uw oude verklaring weg en maak met het nieuwe adres een nieuwe. Kunt u er niet meer in, dan kan niemand de oude verklaring nog vinden, wij ook niet. Die vervalt vanzelf, twee tot drie jaar nadat u haar maakte.
start-kept-title = Wat gebeurt er met mijn e-mailadres?
start-kept = Wij bewaren uw adres alleen tot de mail is verstuurd, en nooit langer dan 12 uur. Wij weten op dit moment niet of u een verklaring hebt. Iedereen krijgt hierna dezelfde pagina.

code-heading = Typ uw code
code-lead = Er is een mail met een code van 8 cijfers onderweg. Soms heeft de code 16 cijfers.
code-label = Code
code-hint = De cijfers uit de mail. Spaties mogen.
code-button = Verder
code-notes-title = Geen mail gekregen?
code-wait = De mail komt meestal binnen een minuut. Soms duurt het langer.
code-spam = Kijk ook bij ongewenste mail. Het onderwerp is ‘Uw code’. De mail zegt niet waar het over gaat.
code-life = U kunt de code 24 uur gebruiken, één keer.
code-no-link = In de mail staat geen link. Staat er wel een link in, dan is die mail niet van ons.
code-again = Stuur nog een code
code-again-hint = Dat kan een minuut na de vorige mail.
code-other-address = Ik wil een ander e-mailadres gebruiken
code-sent-again = Er is nog een mail onderweg.

wait-heading = Nog even geduld
wait-lead = Er vragen nu veel mensen tegelijk om een code. Daarom duurt het bij iedereen iets langer.
wait-working = Uw apparaat lost een paar sommen op. Daarna gaat u vanzelf verder. Dat duurt een paar tellen.
wait-seconds =
    { $n ->
        [one] Wacht { $n } seconde. Druk dan op de knop.
       *[other] Wacht { $n } seconden. Druk dan op de knop.
    }
wait-no-more = U kunt verder. Druk op de knop.
wait-button = Verder
wait-notes-title = Waarom moet ik wachten?
wait-why = Zo kan niemand met een machine heel veel codes tegelijk aanvragen. Iedereen krijgt nu deze pagina, met elk e-mailadres.
wait-kept = U hoeft uw e-mailadres niet opnieuw te typen. Wij sturen de mail als u verder bent gegaan.

choose-heading = Wat wilt u doen?
choose-lead = De code klopt.
choose-form = Een verklaring maken of vervangen
choose-form-hint = Dit duurt vijf tot tien minuten. Er wordt pas iets bewaard als u op de laatste knop drukt.
choose-kept = Bekijken wat er wordt bewaard
choose-kept-hint = Daar kunt u het ook downloaden of weghalen.

over-heading = Uw bezoek is voorbij
over-lead = Een bezoek stopt als u op de laatste knop hebt gedrukt, 20 minuten na uw laatste pagina, en in elk geval na 2 uur. Zo kan niemand na u verder lezen.
over-pressed = Had u al op de laatste knop gedrukt? Zag u daarna de pagina met de bevestiging, dan is het gelukt. Wilt u het zeker weten? Begin opnieuw en kies ‘{ choose-kept }’.
over-not-pressed = Had u nog niet op de laatste knop gedrukt? Dan is van dit bezoek niets bewaard of veranderd.
over-cookies = Ziet u deze pagina steeds weer? Dan bewaart uw browser geen cookies. Wij gebruiken er één, alleen voor dit bezoek. Sta cookies toe voor deze website en begin opnieuw.
over-stopped-heading = U bent gestopt
over-stopped-lead = Uw bezoek is gesloten. Niemand kan ermee verder.
over-stopped-close = Leest er iemand mee op dit apparaat? Haal deze website dan ook uit uw browsergeschiedenis.
over-again = Opnieuw beginnen

kept-heading = Wat er wordt bewaard
kept-lead = Dit staat bij uw e-mailadres. Het adres zelf bewaren wij niet.
kept-answers = Uw antwoorden
kept-consents = Waar u mee hebt ingestemd
kept-consent-declaration = De verklaring
kept-consent-adult-and-dutch = 18 jaar of ouder en Nederlander
kept-consent-keep-and-count = Bewaren en meetellen
kept-consent-optional-answers = De extra vragen
kept-consent-line = { $what }: tekst { $version }, gelezen in het { $language }, op { $day }
kept-until = Tot wanneer
kept-last-day = Uw verklaring wordt bewaard tot en met { $day }. Daarna vervalt zij vanzelf. Wilt u langer meetellen? Vervang dan uw verklaring in het laatste jaar.
kept-download = Downloaden
kept-download-hint = Een bestand met alles wat hierboven staat. Bewaar het op een veilige plek.
kept-replace = Vervangen
kept-replace-hint = U vult het formulier opnieuw in. De nieuwe verklaring komt in de plaats van deze.
kept-remove-title = Weghalen
kept-remove-text = Uw verklaring wordt meteen gewist. In de cijfers over de tijd na vandaag telt u niet meer mee. In cijfers over de tijd daarvoor kunt u nog meetellen, ook als die later verschijnen. Weghalen kan niet ongedaan worden gemaakt, maar u kunt altijd een nieuwe verklaring maken.
kept-remove = Haal mijn verklaring weg
kept-none = Bij dit e-mailadres wordt niets bewaard.
kept-none-why = Misschien gebruikte u een ander adres, is de verklaring vervallen, of hebt u haar al weggehaald.

done-declared-title = Uw verklaring telt mee
done-declared-lead = Dank u voor uw vertrouwen.
done-one-of =
    { $n ->
        [one] Uw verklaring is er een van ongeveer { $n }.
       *[other] Uw verklaring is er een van ongeveer { $n }.
    }
done-replaced-title = Uw verklaring is vervangen
done-replaced-lead = Wij bewaren nu wat u zojuist hebt ingevuld.
done-not-counted = In de cijfers telt u nog mee zoals eerst. Een vervanging telt niet vaker dan één keer per jaar mee, want uit veel kleine veranderingen zou iemand u kunnen herkennen. Ook de laatste dag blijft zoals hij was.
done-removed-title = Uw verklaring is weggehaald
done-removed-lead = Er wordt bij dit e-mailadres niets meer bewaard.
done-removed-figures = In de cijfers over de tijd na vandaag telt u niet meer mee. In cijfers over de tijd daarvoor kunt u nog meetellen, ook als die later verschijnen.
done-removed-backups = Op een reservekopie van vóór vandaag kan zij nog staan, verzegeld. Binnen drie maanden kan niemand die kopie nog openen, ook wij niet: de sleutel is dan vernietigd. Een verzegeld telbriefje zonder naam of adres wacht nog op de volgende teldag, hooguit ongeveer vier maanden.
done-nothing-kept-title = Er was niets om weg te halen
done-nothing-kept-lead = Bij dit e-mailadres wordt niets bewaard.
done-nothing-title = Hier is niets te zien
done-nothing-lead = Deze pagina verschijnt na een bezoek. Uw bezoek is voorbij of nog niet begonnen.
done-last-day-title = Noteer deze dag
done-last-day-text = Tot en met deze dag bewaren wij uw verklaring. Daarna vervalt zij. Wij kunnen u niet schrijven, want wij bewaren uw adres niet. Wilt u langer meetellen? Vervang dan uw verklaring in het laatste jaar.
done-later-title = Later kijken of weghalen
done-later-text = Ga naar de beginpagina, vraag met hetzelfde e-mailadres een code en kies wat u wilt doen. U krijgt van ons verder geen mail.
done-closed = Uw bezoek is gesloten. U kunt deze pagina wegklikken.
done-help-link = Wilt u met iemand praten? Kijk bij Hulp
done-start-link = Naar de beginpagina

faults-title =
    { $n ->
        [one] Er is nog iets nodig
       *[other] Er zijn nog { $n } dingen nodig
    }
fault-address-missing = Vul een e-mailadres in.
fault-address-too-long = Dit e-mailadres is te lang. Een adres heeft hooguit 254 tekens, en 64 voor het apenstaartje (@).
fault-address-malformed = Dit is geen e-mailadres. Schrijf het zoals naam@voorbeeld.nl, zonder spaties.
fault-address-domain = Wat achter het apenstaartje (@) staat, klopt niet. Kijk of u het goed hebt getypt.
fault-code-missing = Vul de code uit de mail in.
fault-code-malformed = Een code heeft 8 cijfers, of 16. Kijk nog eens in de mail.
fault-code-wrong = Deze code werkt niet. Typ de nieuwste code uit uw mail. Lukt het niet, vraag dan een nieuwe code.
fault-adult-and-dutch-missing = Zet een vinkje als dit voor u klopt. Klopt het niet, dan kunt u geen verklaring maken.
fault-nationality-missing = Typ een land. U mag ook kiezen dat u het liever niet zegt.
fault-nationality-many =
    { $list ->
        [first] De eerste naam die u typte, past bij meer landen. Kies er een.
        [second] De tweede naam die u typte, past bij meer landen. Kies er een.
       *[third] De derde naam die u typte, past bij meer landen. Kies er een.
    }
fault-nationality-unknown =
    { $list ->
        [first] Wij kennen geen land met de naam die u typte. Kijk of er een letter mist, of kies een ander antwoord onderaan.
        [second] Wij kennen geen land met de tweede naam die u typte. Verbeter de naam, of maak het vak leeg.
       *[third] Wij kennen geen land met de derde naam die u typte. Verbeter de naam, of maak het vak leeg.
    }
fault-nationality-twice =
    { $list ->
        [second] De tweede nationaliteit had u hierboven al. Typ een andere, of maak het vak leeg.
       *[third] De derde nationaliteit had u hierboven al. Typ een andere, of maak het vak leeg.
    }
fault-nationality-too-many = Kies hooguit drie nationaliteiten.
fault-more-missing = Kies ja of nee.
fault-answer-unknown = Kies een antwoord uit de lijst.
fault-texts-changed = De teksten zijn net vernieuwd. Lees ze nog eens en zet de vinkjes opnieuw. Er is nog niets bewaard.
fault-paused = Nieuwe verklaringen zijn nu gepauzeerd. Er is niets bewaard. Bekijken, wijzigen en weghalen kan gewoon.
fault-declare-missing = Zet een vinkje onder de verklaring als u haar wilt maken.
fault-consent-keep-missing = Zonder uw toestemming mogen wij uw verklaring niet bewaren. Zet een vinkje als u die geeft.
fault-consent-optional-missing = Zonder deze toestemming mogen wij de extra antwoorden niet bewaren. Zet een vinkje, of ga terug en kies daar dat u de extra vragen overslaat.
fault-choice-missing = Kies wat u wilt doen.
fault-work-mailbox = Dit lijkt een e-mailadres van uw werk. Een werkgever kan meelezen. Neem liever een eigen mailbox. Wilt u toch verder? Zet dan het vinkje en druk nog eens op de knop.
fault-source = Dit is geen webadres dat met https:// begint. Verbeter het, of laat het leeg.
fault-page-old = Deze pagina stond lang open, of u zit nu op een ander netwerk. Er is nog niets verstuurd. Wat u typte staat er nog: druk nog eens op de knop.
fault-again-too-soon = Wacht een minuut na de vorige mail. Vraag daarna nog een code.
fault-wait-not-over = Het is nog iets te vroeg. Wacht tot de tijd om is en druk dan op de knop.
fault-work-wrong = De sommen van uw apparaat kloppen niet. Dat geeft niet: wacht even en druk dan op de knop.
fault-wait-too-long = Deze pagina stond lang open. Wacht nog één keer en druk dan op de knop.
fault-still-crowded = Het is nog te druk. Wacht even en druk dan nog eens op de knop.
fault-too-fast = Dat ging heel snel. Wacht een paar tellen en druk dan nog eens op de knop.

# Het bestand voor de agenda. De titel zegt met opzet niet waar het over gaat.
reminder-save = Zet een herinnering in uw agenda
reminder-hint = U krijgt een klein bestand voor uw agenda, met een dag zes tot tien weken voor de laatste dag. Er staat alleen “Herinnering” in, en niets over dit register. Kan iemand anders uw agenda zien? Kies dan zelf wat u opschrijft.
reminder-title = Herinnering
reminder-file = herinnering.ics
