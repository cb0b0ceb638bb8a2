# Grafikler, rakamlara bakma yolları ve yayınlar arasında nelerin değiştiği.
chart-finding = En büyük grup: { $label }, yaklaşık { $count } beyan.
chart-finding-none = Hiçbir cevap gösterilecek kadar büyük değil.
chart-next = Sonra: { $list }.
chart-hidden =
    { $n ->
        [one] { $n } cevapta gösterilemeyecek kadar az beyan var ya da hiç yok.
       *[other] { $n } cevapta gösterilemeyecek kadar az beyan var ya da hiç yok.
    }
chart-all-shown = Her cevap gösterilecek kadar büyük.
chart-not-shown = çok az ya da hiç yok
chart-others =
    { $n ->
        [one] { $n } başka cevap
       *[other] { $n } başka cevap
    }
chart-margin = Bir çubuğun açık renkli ucu hata payıdır: asıl sayı 100 durumun 95’inde bunun içindedir.
chart-hatched = Taralı yer şu demektir: gösterilemeyecek kadar az ya da hiç yok. İkisinden hangisi olduğu görülmez; bu bilerek böyledir.
chart-tiles = Her il (provincie) için bir kare, aşağı yukarı haritadaki yerinde.
chart-table = Sayılar tablo olarak
chart-download = İndir
chart-source = { $name }, { $release } rakamları. Lisans: { $licence }.
trend-title = Zaman içinde beyan sayısı
trend-release = Yayın
trend-finding = { $from } yayınında yaklaşık { $first } beyan vardı, { $to } yayınında yaklaşık { $count } beyan var.
trend-finding-one = { $to } yayınında yaklaşık { $count } beyan var.
trend-quarters = Çeyreklere göre, en yenisi önce: { $list }.
trend-no-quarter = Henüz hiçbir çeyrek yayımlanmadı.
trend-reading = Çizgi haftaları izler, çevresindeki bant hata payıdır, her nokta bir çeyrektir.
view-alone = Sırala ve seç
view-back = Bütün tablolar
view-misread = Bu adresin bir bölümünü bilmiyoruz. Her zamanki görünümü görüyorsunuz.
view-show = Satırlar
view-show-usual = Her zamanki gibi
view-show-all = Hepsi tek listede
view-show-shown = Yalnızca sayısı olan satırlar
view-sort = Sıra
view-sort-number = Sayıya göre
view-sort-name = Ada göre
view-region = Dünyanın bölgesi
view-region-all = Hepsi
release-changed = { $release } yayınından bu yana değişenler
release-changed-text = Bu, yayımlanmış iki sayı arasındaki farktır. Sayıların kendisinden daha kesindir, çünkü ikisinde de aynı eski gürültü vardır.
release-changed-total = Beyan sayısı: { $by } (hata payı { $margin }).
release-changed-none = Başka hiçbir değişiklik kendi hata payından büyük değil.
release-changed-rest =
    { $n ->
        [one] İki yayında da bulunan { $n } başka sayıda belirgin bir değişiklik görülmüyor.
       *[other] İki yayında da bulunan { $n } başka sayıda belirgin bir değişiklik görülmüyor.
    }
release-changed-what = Ne
release-changed-by = Değişiklik
release-corrected = Bu rakamlar daha iyi bir biçimde yeniden çıktı:
release-reason = Yönetim İngilizce olarak şunu ekliyor:
release-corrects = Bu, aynı rakamların yeni bir biçimidir. Şunun yerine geçer:
release-cite = Kaynak olarak böyle gösterin
release-cite-text = { $who } ({ $year }). { $name }: { $release } rakamları. { $address }. { $licence }.
release-earlier = Önceki: { $release }
release-later = Sonraki: { $release }
release-nearby = Başka yayınlar
release-overview = En yeni çeyrek: { $release }
