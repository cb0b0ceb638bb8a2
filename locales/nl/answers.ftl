# Hoe antwoorden heten, op het formulier en in de tabellen.
nationality-not_listed = Mijn land staat niet in de lijst
nationality-former_state = Een land dat niet meer bestaat
nationality-not_sure = Weet ik niet zeker
nationality-not_told = Zeg ik liever niet

region-europe = Europa
region-northern_africa = Noord-Afrika
region-sub_saharan_africa = Afrika ten zuiden van de Sahara
region-western_asia = West-Azië
region-central_southern_asia = Centraal- en Zuid-Azië
region-eastern_south_eastern_asia = Oost- en Zuidoost-Azië
region-americas_oceania = Noord- en Zuid-Amerika, Oceanië
region-not_told = Niet gezegd of niet in de lijst

acquired-parent = Via een ouder
acquired-born_there = Ik ben in dat land geboren
acquired-before_dutch = Ik had haar al voor ik Nederlander werd
acquired-marriage = Door een huwelijk
acquired-adoption = Door adoptie of erkenning als kind
acquired-other = Anders
acquired-unknown = Weet ik niet
acquired-not_told = Zeg ik liever niet

main_reason-only_dutch = Ik voel mij gewoon enkel Nederlander
main_reason-law_forbids = Volgens de wet daar mag ik haar niet opgeven
main_reason-impracticable = Opgeven lukt niet, is te duur, of er kwam nooit antwoord
main_reason-travel = Gevaar op reis, geen hulp van de ambassade
main_reason-military_service = Militaire dienst
main_reason-family_law = Familierecht daar: huwelijk, scheiding, gezag, naam van mijn kind
main_reason-inheritance = Erfenis of bezit
main_reason-pressure = Druk of controle door die staat
main_reason-doubts_here = Twijfel hier over mijn loyaliteit, discriminatie
main_reason-work = Werk of veiligheidsonderzoek
main_reason-children = Mijn kinderen krijgen haar vanzelf
main_reason-papers = Ik blijf papieren van die staat nodig hebben
main_reason-freedom = Wetten daar die mijn vrijheid beperken
main_reason-money = Belasting of andere kosten
main_reason-other = Een andere reden
main_reason-not_told = Zeg ik liever niet

tried-no = Nee
tried-refused = Ja, het is geweigerd
tried-no_answer = Ja, maar er kwam geen antwoord
tried-pending = Ja, het loopt nog
tried-did_not_know_how = Nee, ik wist niet hoe
tried-not_told = Zeg ik liever niet

province-PV20 = Groningen
province-PV21 = Fryslân
province-PV22 = Drenthe
province-PV23 = Overijssel
province-PV24 = Flevoland
province-PV25 = Gelderland
province-PV26 = Utrecht
province-PV27 = Noord-Holland
province-PV28 = Zuid-Holland
province-PV29 = Zeeland
province-PV30 = Noord-Brabant
province-PV31 = Limburg
province-caribbean = Caribisch Nederland
province-abroad = In het buitenland
province-not_told = Zeg ik liever niet

birth_cohort-18-24 = 18 tot en met 24 jaar
birth_cohort-25-34 = 25 tot en met 34 jaar
birth_cohort-35-44 = 35 tot en met 44 jaar
birth_cohort-45-54 = 45 tot en met 54 jaar
birth_cohort-55-64 = 55 tot en met 64 jaar
birth_cohort-65-plus = 65 jaar of ouder
birth_cohort-not_told = Zeg ik liever niet
birth_cohort-until = { $year } of eerder
