# Cevapların formda ve tablolarda adları.
nationality-not_listed = Ülkem listede yok
nationality-former_state = Artık var olmayan bir ülke
nationality-not_sure = Emin değilim
nationality-not_told = Söylememeyi tercih ederim

region-europe = Avrupa
region-northern_africa = Kuzey Afrika
region-sub_saharan_africa = Sahra Çölü’nün güneyindeki Afrika
region-western_asia = Batı Asya
region-central_southern_asia = Orta ve Güney Asya
region-eastern_south_eastern_asia = Doğu ve Güneydoğu Asya
region-americas_oceania = Kuzey ve Güney Amerika, Okyanusya
region-not_told = Söylenmedi veya listede yok

acquired-parent = Annem veya babam yoluyla
acquired-born_there = O ülkede doğdum
acquired-before_dutch = Hollandalı olmadan önce de vardı
acquired-marriage = Evlilik yoluyla
acquired-adoption = Evlat edinilme veya çocuk olarak tanınma yoluyla
acquired-other = Başka bir şekilde
acquired-unknown = Bilmiyorum
acquired-not_told = Söylememeyi tercih ederim

main_reason-only_dutch = Kendimi yalnızca Hollandalı hissediyorum, o kadar
main_reason-law_forbids = Oradaki yasaya göre bırakamıyorum
main_reason-impracticable = Bırakmak olmuyor, çok pahalı veya hiç cevap gelmedi
main_reason-travel = Yolculukta tehlike, elçilikten yardım alamama
main_reason-military_service = Askerlik
main_reason-family_law = Oradaki aile hukuku: evlilik, boşanma, velayet, çocuğumun adı
main_reason-inheritance = Miras veya mal mülk
main_reason-pressure = O devletin baskısı veya denetimi
main_reason-doubts_here = Burada bağlılığımdan şüphe edilmesi, ayrımcılık
main_reason-work = İş veya güvenlik soruşturması
main_reason-children = Çocuklarıma kendiliğinden geçiyor
main_reason-papers = O devletin belgelerine hep ihtiyacım oluyor
main_reason-freedom = Orada özgürlüğümü kısıtlayan yasalar
main_reason-money = Vergi veya başka masraflar
main_reason-other = Başka bir neden
main_reason-not_told = Söylememeyi tercih ederim

tried-no = Hayır
tried-refused = Evet, reddedildi
tried-no_answer = Evet, ama cevap gelmedi
tried-pending = Evet, hâlâ sürüyor
tried-did_not_know_how = Hayır, nasıl yapılacağını bilmiyordum
tried-not_told = Söylememeyi tercih ederim

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
province-caribbean = Karayip Hollandası
province-abroad = Yurt dışında
province-not_told = Söylememeyi tercih ederim

birth_cohort-18-24 = 18–24 yaş
birth_cohort-25-34 = 25–34 yaş
birth_cohort-35-44 = 35–44 yaş
birth_cohort-45-54 = 45–54 yaş
birth_cohort-55-64 = 55–64 yaş
birth_cohort-65-plus = 65 yaş veya üstü
birth_cohort-not_told = Söylememeyi tercih ederim
birth_cohort-until = { $year } veya daha önce
