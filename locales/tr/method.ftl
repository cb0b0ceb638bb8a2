# Rakamlar nasıl hazırlanır: önce herkes için, sonra hesaplamak isteyenler için.
method-title = Rakamlar nasıl hazırlanır
method-lead = Rakamlar, grupların yaklaşık ne kadar büyük olduğunu gösterir. Ama hiç kimse bu rakamlardan tek bir insanı tanıyamaz.
method-contents = Bu sayfada
method-noise-title = Neden gürültü ekliyoruz
method-noise = Diyelim ki bugün 212, yarın 213 beyan var. Dün katıldığınızı bilen biri o zaman yeterince şey bilir. Bu yüzden bilgisayar her sayıya rastgele bir sayı ekler veya ondan çıkarır. Buna gürültü denir. Bir beyanın fazla veya eksik olması bu gürültünün içinde kaybolur.
method-noise-once = Gürültü için sayım gününde bir kez çekiliş yapılır, sonra bir daha asla yapılmaz. Yani sayfayı çok sık açan kişi fazladan bir şey öğrenmez.
method-box-title = Sandık
method-box = Bir seçim düşünün. Okunamayan işaretlerden oluşan bir konuk listesi vardır; böylece kimse yanlışlıkla iki kez sayılmaz. Bir de içinde kapalı kâğıtlar olan bir sandık vardır. Bir kâğıtta neyin sayılacağı yazar, kimin olduğu yazmaz. Veritabanını çalan kişi ikisini de okuyamaz: anahtarlar başka bir yerdedir.
method-day-title = Sayım günü
method-day = Her çeyrekten on beş gün sonra sandık açılır. Kâğıtlar sayılır, gürültü eklenir ve kâğıtlar yok edilir. Geriye yalnızca gürültülü sayılar kalır. Onlar bu web sitesine konur; bizde de artık başka sayı yoktur.
method-day-week = Her hafta yalnızca beyan sayısı çıkar. Günler bellidir ve ne geldiğine bağlı değildir.
method-lapse = Bir beyan, yapıldığı yıldan sonraki ikinci yılın sonunda sona erer. O zaman rakamlardan da çıkar. Bu yüzden bir yılın ilk haftalarında sayı daha da belirsizdir.
method-margin-title = ± ne demek
method-margin = Her sayının arkasında bir hata payı vardır. 245 ± 20 yazıyorsa, asıl beyan sayısı 100 durumun 95’inde 225 ile 265 arasındadır. 100 durumun 5’inde daha uzaktadır. Her sayı beşin katına yuvarlanır; bu, hata payının içindedir.
method-small-title = Küçük topluluklar neden görünmez kalır
method-small = Küçük bir sayı gösterilmez. Yerinde bir çizgi durur. Hiç yok, az ve sınırın biraz altında: hepsi aynı görünür. Sınır o kadar yüksektir ki rastlantı, boş bir hücreyi en fazla dört tablodan birinde bu sınırın üstüne çıkarır.
method-small-price = Bunun bedeli budur, amacı da budur: sayısı az olanları tanımak en kolaydır.
method-guess-title = Birisi en fazla ne öğrenebilir
method-guess = Diyelim ki birisi sizin katıldığınızdan şüpheleniyor. Bütün rakamlara bakıyor. Şüphesi biraz güçlenebilir, ama hiçbir zaman şundan fazla değil:
method-guess-example = %1’lik bir şüphe en fazla %{ $one } olabilir, %50’lik bir şüphe en fazla %{ $half }. Katılan ve sonra beyanını kaldıran kişi iki kez sayılır: o zaman en fazla %{ $oneBoth } ve %{ $halfBoth } olur.
method-guess-caption = Bir şüphe en fazla ne kadar güçlenebilir
method-guess-before = Önceki şüphe
method-guess-table = Vatandaşlık tablosundan sonra
method-guess-join = Bir katılımdan sonra
method-guess-both = Katılıp kaldırdıktan sonra
method-guess-more = Sayılan her değişiklik, her ek e-posta adresi ve katılan her aile üyesi buna eklenir.
method-epsilon-title = Gürültünün arkasındaki sayı
method-epsilon = Matematikçiler, rakamların ne kadar bilgi ele verdiğinin ölçüsüne epsilon (ε) der. ε ne kadar küçükse gürültü o kadar çoktur ve o kadar az şey öğrenilebilir. ε = 0 ise kimse bir şey öğrenmez, ama o zaman rakamlar da bir şey söylemez. Bütün tablolar birlikte bir katılımda ε = { $join }, katılıp kaldırmada ε = { $both } tutar.
method-epsilon-odds = ε = 1 ise olasılık oranları (odds) en fazla { $grown } kat büyüyebilir. Her çekiliş, tam binde birlerle, bir hesap defterinde yazar; böylece herkes toplamı kontrol edebilir.

method-dice-title = Zarı kendiniz atın
method-dice = Bir sayı uydurun ve gürültünün ona ne yaptığına bakın. Gürültü, sayım günündeki programın aynısından gelir. Sayıyı siz uydurursunuz: içine kayıt defterinden hiçbir şey girmez, gördükleriniz de rakamlarımız değildir.
method-dice-number = Uydurulmuş bir sayı, en az 0, en çok { $most }
method-dice-draws = Kayıt defteri ne kadar zamandır sayıyor
method-dice-draws-1 = bir çeyrek
method-dice-draws-4 = bir yıl
method-dice-draws-24 = üç yıl veya daha uzun
method-dice-button = On kez at
dice-title = Uydurulmuş bir sayıyla on atış
dice-lead = Seçtiğiniz sayı: { $number }. Aşağıda, gürültü eklendikten sonra web sitesine ne konacağı on kez yazıyor. Gerçekte zar yalnızca bir kez atılır.
dice-no-figures = Bunlar kayıt defterinin rakamları değildir. Sayılar uydurmadır ve saklanmaz.
dice-caption = On atış, vatandaşlık tablosundaki gibi
dice-throw = Atış
dice-noisy = Gürültülü
dice-shown = Web sitesinde
dice-rule = Sınır { $threshold }: bunun altında bir çizgi durur. Hata payı { $margin }.
dice-again = Yeniden at
dice-back = Rakamlar nasıl hazırlanır
dice-fault-number = 0 ile { $most } arasında (ikisi de olur) bir tam sayı seçin. Zar atılmadı.
dice-fault-draws = Üç süreden birini seçin. Zar atılmadı.

method-statistics-title = Yeniden hesaplamak isteyenler için
method-statistics = Gösterilen her sayıyı, her yayının yanında duran ham akımlardan yeniden hesaplamak için gereken her şey aşağıdadır. Tablolardaki sayılar programın kendisinden gelir.
method-flows-title = Akımlar, stoklar değil
method-flows = Birim, bir beyandır. Bir katılım bir ekler, bir kaldırma bir çıkarır. Her beyan, her tabloda tam olarak bir hücrededir; cevap vermeyen “söylenmedi” hücresine girer. Zaman, ISO haftalarına ve 13 haftalık çeyreklere bölünür; dördüncü çeyrek 13 veya 14 haftadır. Bir beyan, yapıldığı veya son yenilendiği ISO yılının kohortuna aittir. Bir çeyrekte en fazla üç kohort yaşar: o yılın kendisi ve ondan önceki iki yıl.
method-flows-once = Her çeyrek, yaşayan her kohort ve her tablo için, hiçbir şey olmamış olsa bile, her hücrenin değişimi toplanır ve her hücreye bir kez gürültü eklenir. Stok, yaşayan kohortların yayımlanmış akımlarının toplamıdır. Bir kohort sona erince akımları, gürültüleriyle birlikte toplamdan çıkar. Yani bir hücrede en fazla 4 + 8 + 12 = 24 çekiliş vardır. Haftalık sayı için her hafta bir kez çekiliş yapılır; onda kohort yoktur.
method-losses-title = Bedeli
method-losses = Tablo ailesi, sürüm { $version }. Kayıp, bir katılım veya bir kaldırma için, ε’nin binde biri olarak yazılır.
method-losses-caption = Tablo başına kayıp ve gürültü
method-losses-table = Tablo
method-losses-cells = Hücre (k)
method-losses-loss = Kayıp (ε × 1000)
method-losses-scale = Ölçek (1/ε)
method-losses-deviation = Standart sapma
method-losses-weight = Ağırlık (W)
method-losses-sum = Toplam
method-noise-formula-title = Gürültü
method-noise-formula = Kesikli Laplace, iki yanlı geometrik de denir; tam sayılarla ve kayan noktalı sayı kullanmadan çekilir (Canonne, Kamath ve Steinke 2020, algoritma 2):
method-agree-title = Tabloları birbirine uydurmak
method-agree = Çeyreğin bütün tabloları aynı beyanları sayar, ama toplamları S gürültü yüzünden farklıdır. Ortak toplam T, bunların varyansı en küçük olan ağırlıklı ortalamasıdır. T en yakın tam sayıya yuvarlanır, yarım ise yukarıya. Sonra bir tablonun her hücresi aynı miktarda kayar; bölünemeyen kısım ilk hücrelere gider. Toplamadan önce hiçbir şey sıfırda kesilmez.
method-agree-deviation = T’nin standart sapması bir çekilişten sonra { $first }, bir yıl sonra { $year }, kayıt defteri üç yıl veya daha uzun süredir sayıyorsa { $steady } olur.
method-shown-title = Neler gösterilir
method-shown = Bir hücre, c eşiğinden başlayarak gösterilir: bu eşik, beşin en az 10 olan katları arasında k × P(gürültü ≥ c) değerini en fazla 1/4 yapan en küçüğüdür. P, n çekilişin toplamının tam dağılımıdır. Gösterilen sayılar beşin katına yuvarlanır. Hata payı, en elverişsiz son rakamda, yuvarlanmış sayının asıl sayıya %95 olasılıkla bu kadar yakın olduğu en küçük tam sayıdır.
method-shown-convolution = Dağılım şu yinelemeden çıkar; uzaktan içeriye doğru hesaplanır ve sonra toplamı 1 yapılır:
method-shown-total = “total” tablosunun tek hücresi için T’nin hatası, tam sayılar üzerinde normal kabul edilir; standart sapmaya yarım birim eklenir.
method-shown-caption = Tablo başına eşik ve hata payı, 1, 4, 8 ve 24 çekilişten sonra
method-shown-draws =
    { $n ->
        [one] { $n } çekiliş
       *[other] { $n } çekiliş
    }
method-regions = Dünyanın bir bölgesi, birbirine uydurulduktan sonra hücrelerinin toplamıdır ve fazladan bir bedeli yoktur. m hücreyle m kat çekiliş içerir; o zaman k = { $k }.
method-regions-caption = Dünyanın bölgesi başına eşik ve hata payı, 1, 4, 8 ve 24 çekilişten sonra
method-regions-members = Hücre (m)
method-regions-codes = Hangi vatandaşlıklar dünyanın hangi bölgesine aittir
method-number-title = Web sitesindeki sayı
method-number = İki çeyrek arasında, son sayılan çeyreğin T’si durur; o günden beri sona eren kohortlar çıkarılır, ondan sonraki haftalık sayılar eklenir. Varyans, T’nin varyansı artı hafta başına { $weekly } olur; on üç hafta, { $quarter } kadar bir standart sapma ekler. Eşik, tek bir hücrenin eşiğidir. İlk sayımdan önce bu sayı, tam dağılımlarıyla, yalnızca haftalık sayıların toplamıdır.
method-families-title = Başka bir tablo ailesi
method-families = Yukarıdaki tablolara ve kayıplarına birlikte aile denir; bu, sürüm 1’dir. Yönetim, sonraki bir çeyrekten başlayarak başka bir aile seçebilir. Ondan sonra katılan, yeni ailede sayılır. Daha önce katılmış olan, eski ailede kalır ve ondan çıkar. Hangi dizilerin olduğu, yalnızca bir ailenin hangi çeyreklerde kullanıldığına bağlıdır: bir kohortun, kendi yılında kullanılan her ailede bir dizisi vardır. Her ailenin kendi T’si olur. Sonra ailelerin hücreleri, T’leri ve varyansları toplanır. Eşik ve hata payı bütün gürültünün toplamından çıkar: ailelerin olasılık dağılımlarının evrişiminden. Her ailenin kayıpları, her yayında policy.toml dosyasında yazar.
method-example-title = Çözülmüş bir örnek
method-example = Buradaki bütün sayılar uydurmadır. İlk yılın her çeyreğinde 125 insan katılır ve kimse bir şey kaldırmaz. Dört çekilişten sonra asıl sayı { $truth }, T ise { $total } olur. Web sitesinde o zaman { $shown } ± { $margin } yazar.
method-example-sums = Tabloların toplamları ve her hücrenin ne kadar kaydığı
method-example-sum = Toplam (S)
method-example-step = Adım (T − S) / k
method-example-cells = Vatandaşlık tablosunun dört hücresi
method-example-true = Asıl
method-example-noisy = Gürültülü
method-example-moved = Kaydıktan sonra
method-example-shown = Gösterilen
method-limits-title = Sınırlar
method-limits-adds = Kayıplar toplanır. Söz, bir katılım veya bir kaldırma içindir, bütün bir ömür için değil.
method-limits-group = Bütün bir grup için doğru olanı gürültü gizlemez.
method-limits-server = Gürültü, sunucuyu o anda yöneten kişiye veya sayım anahtarı ile kapalı kâğıtlara birlikte sahip olan kişiye karşı korumaz.
method-limits-margin = Hata payı yalnızca gürültünün hatasıdır. Kimin katıldığı hakkında bir şey söylemez.
method-limits-many = Çok sayıda hücrede, yirmiden biri daha uzaktadır. Eşiğin hemen üstündeki bir sayı ortalama olarak fazla yüksektir.
method-limits-differences = İki yayın arasındaki farkta yalnızca aradaki akımların gürültüsü vardır; bu yüzden fark, iki hata payının birlikte düşündürdüğünden daha kesindir.
method-repeat-title = Siz de yapın
method-repeat = Her yayının dosyalarında ham akımlar (flows.csv), rakamlar, denetim sayıları ve imza vardır. Onları nasıl alıp yeniden hesaplayacağınız, araştırmacılar için olan sayfada yazar.
method-repeat-link = Araştırmacılar için
method-representativeness-link = Rakamlar ne kadar temsil edici?
