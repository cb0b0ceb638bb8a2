# What answers are called, on the form and in the tables.
nationality-not_listed = My country is not in the list
nationality-former_state = A country that no longer exists
nationality-not_sure = I am not sure
nationality-not_told = Rather not say

region-europe = Europe
region-northern_africa = Northern Africa
region-sub_saharan_africa = Sub-Saharan Africa
region-western_asia = Western Asia
region-central_southern_asia = Central and Southern Asia
region-eastern_south_eastern_asia = Eastern and South-eastern Asia
region-americas_oceania = Americas and Oceania
region-not_told = Not told or not in the list

acquired-parent = Through a parent
acquired-born_there = I was born in that country
acquired-before_dutch = I had it before I became Dutch
acquired-marriage = By marriage
acquired-adoption = By adoption or recognition as a child
acquired-other = Another way
acquired-unknown = I do not know
acquired-not_told = Rather not say

main_reason-only_dutch = I simply feel only Dutch
main_reason-law_forbids = The law there does not let me give it up
main_reason-impracticable = Giving it up fails in practice, costs too much, or was never answered
main_reason-travel = Risk when travelling, no help from the embassy
main_reason-military_service = Military service
main_reason-family_law = Family law there: marriage, divorce, custody, name of my child
main_reason-inheritance = Inheritance or property
main_reason-pressure = Pressure or control by that state
main_reason-doubts_here = Doubts here about my loyalty, discrimination
main_reason-work = Work or security clearance
main_reason-children = My children get it automatically
main_reason-papers = I keep needing that state’s papers
main_reason-freedom = Laws there that limit my freedom
main_reason-money = Tax or other payments
main_reason-other = Another reason
main_reason-not_told = Rather not say

tried-no = No
tried-refused = Yes, it was refused
tried-no_answer = Yes, but no answer came
tried-pending = Yes, it is pending
tried-did_not_know_how = No, I did not know how
tried-not_told = Rather not say

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
province-caribbean = Caribbean Netherlands
province-abroad = Abroad
province-not_told = Rather not say

birth_cohort-18-24 = 18 to 24
birth_cohort-25-34 = 25 to 34
birth_cohort-35-44 = 35 to 44
birth_cohort-45-54 = 45 to 54
birth_cohort-55-64 = 55 to 64
birth_cohort-65-plus = 65 or older
birth_cohort-not_told = Rather not say
birth_cohort-until = { $year } or earlier
