# Rakamlar.
figures-title = Rakamlar
figures-none = Henüz hiçbir rakam yayımlanmadı. İlk rakamlar ilk çeyrekten sonra çıkar.
figures-method-link = Bu rakamlar nasıl hazırlanır
figures-quarters = Çeyreklere göre
figures-quarters-text = Bütün tablolar. Burada bir çeyrek on üç veya on dört haftadır. Rakamlar, çeyrek bittikten on beş gün sonra çıkar.
figures-weeks = Haftalara göre
figures-weeks-text = Yalnızca beyan sayısı.
figures-weeks-older = Önceki haftalar
figures-data-title = Rakamlarla kendiniz çalışın
figures-data = Her yayının yanında indirilecek dosyalar vardır. Bütün yayınların listesi şu dosyadadır:
number-about =
    { $n ->
        [one] yaklaşık { $n } beyan
       *[other] yaklaşık { $n } beyan
    }
number-margin = Hata payı yukarıya ve aşağıya doğru { $margin }, 100 durumun 95’inde. Yayımlandığı gün: { $day }.
number-hidden = Henüz gösterilemeyecek kadar az beyan var
release-title = Rakamlar: { $period }
release-back = Bütün rakamlar
release-published = Yayımlandığı gün: { $day }.
release-contents = Bu sayfadaki tablolar
release-reading = Sayılar beşin katına yuvarlanır. Hata payı yanında yazar: asıl sayı 100 durumun 95’inde bunun içindedir.
release-hidden-rows =
    { $n ->
        [one] Sayısı gösterilmeyen { $n } satır daha
       *[other] Sayısı gösterilmeyen { $n } satır daha
    }
release-hidden = Bir çizgi şu demektir: yok, az veya gösterilemeyecek kadar belirsiz. Üçünden hangisi olduğu görülmez; bu bilerek böyledir.
release-files = Dosyalar
release-files-text = Bu yayın bir daha asla değişmez. Bunu denetim sayıları ve imza ile kontrol edebilirsiniz.
column-count = Sayı
column-margin = Hata payı
cell-hidden = gösterilmiyor
table-all = Bütün beyanlar
table-total = Beyan sayısı
table-nationality = Vatandaşlığa göre
table-region = Dünyanın bölgesine göre
table-region_province = Dünyanın bölgesine ve ile (provincie) göre
table-region_province-note = Bu tablodaki sayıların toplamı öteki tablolardakiyle aynı olmayabilir, çünkü her tablonun kendi gürültüsü vardır.
table-province = İle (provincie) göre
table-birth_cohort = Beyanın yapıldığı sıradaki yaşa göre
table-main_reason = En önemli nedene göre
table-tried = Vatandaşlığı bırakma denemesine göre
table-acquired = Vatandaşlığın nasıl alındığına göre
dimension-all = Ne
dimension-nationality = Vatandaşlık
dimension-region = Dünyanın bölgesi
dimension-province = İl (provincie)
dimension-birth_cohort = Yaş
dimension-main_reason = En önemli neden
dimension-tried = Deneme
dimension-acquired = Nasıl alındı
caveat-corrects = Bu, { $release } yayınının biçimini düzeltir; rakamlar aynıdır: { $reason }
figures-late = { $release } rakamları { $day } tarihinde çıkacaktı ve gecikti. Gün, rakamlar için fark etmez: gürültü için bir kez çekiliş yapılır, sonra bir daha asla yapılmaz.
figures-held = { $release } rakamlarının günü { $day }. Vakıf onları şimdilik bekletiyor ve nedenini yazıyor: { $reason }
