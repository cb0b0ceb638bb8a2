# De teksten waar iemand mee instemt. Zodra ze gebruikt zijn, veranderen ze niet meer:
# wie hier iets wijzigt, maakt een nieuwe versie.
consent-declaration-title = Mijn verklaring
consent-declaration =
    Ik heb de Nederlandse nationaliteit. Ik heb ook een of meer andere nationaliteiten. Die wil ik niet.
    Ik voel mij enkel Nederlander.
    Ik wil dat dit meetelt in het register van { $name }.
    Ik begrijp dat:
    – dit een symbolische verklaring is: ik krijg er geen rechten door;
    – mijn nationaliteiten niet veranderen, ook niet in het andere land;
    – dit register niet van de overheid is;
    – het register nooit een compleet beeld geeft, want niet iedereen meldt zich aan;
    – ik mijn verklaring altijd kan bekijken, veranderen en weghalen.
consent-adult-and-dutch = Ik ben 18 jaar of ouder en ik heb de Nederlandse nationaliteit.
consent-keep-and-count = Ik geef toestemming om mijn verklaring en de nationaliteit(en) die ik hier invul te bewaren en mee te tellen. Ik weet dat dit gevoelige gegevens zijn. Ik kan mijn toestemming altijd weer stoppen.
consent-optional-answers = Ik geef toestemming om ook mijn antwoorden op de extra vragen te bewaren en mee te tellen in statistieken. Zonder deze toestemming stelt het register die vragen niet en bewaart het geen antwoorden. Mijn verklaring telt dan in die tabellen mee bij ‘niet gezegd’. Dat ene vakje telt iedereen die niets wil zeggen of niets is gevraagd.
