# Kapı: katılmak, bakmak ve kaldırmak için aynı sayfalar.
visit-title = Ziyaretiniz
visit-minutes =
    { $n ->
        [one] Hiçbir şey yapmazsanız ziyaretiniz { $n } dakika sonra biter.
       *[other] Hiçbir şey yapmazsanız ziyaretiniz { $n } dakika sonra biter.
    }
visit-prolong = Daha fazla zamana ihtiyacım var
visit-almost-over = Ziyaretiniz bitmek üzere. Daha fazla zamana ihtiyacınız var mı? O zaman “{ visit-prolong }” düğmesine basın.

start-heading = E-posta adresiniz nedir?
start-lead = E-postanıza bir kod göndeririz. O kodla devam edersiniz.
start-address = E-posta adresi
start-address-hint = Örneğin isim@example.org
start-button = Bana bir kod gönder
start-work-sure = Bu e-posta kutusunu yalnızca ben okuyorum. Onunla devam ediyorum.
start-notes-title = Bilmeniz iyi olur
start-same-page = Her zaman bu sayfadan başlarsınız: beyan yapmak için, sakladıklarımıza bakmak için ve her şeyi kaldırmak için.
start-own-mailbox = Başka kimsenin okumadığı bir e-posta kutusu kullanın. İş yerinizin e-posta adresini kullanmayın: işvereniniz okuyabilir.
start-safety-link = Güvenlik hakkında daha fazlasını okuyun
start-shared-title = İki kişi aynı e-posta kutusunu kullanıyoruz
start-shared = Bir e-posta adresiyle bir beyan yapılır. E-posta kutusuna girebilen kişi o beyanı görebilir, değiştirebilir ve kaldırabilir. İkiniz de katılmak mı istiyorsunuz? O zaman her biriniz kendi e-posta adresini kullansın.
start-changed-title = Artık başka bir e-posta adresim var
start-changed = Biz yalnızca o zaman kullandığınız e-posta adresini biliriz. O e-posta kutusuna hâlâ girebiliyor musunuz? O zaman önce onunla eski beyanınızı kaldırın, sonra yeni adresinizle yeni bir beyan yapın. Artık giremiyorsanız eski beyanı kimse bulamaz, biz de bulamayız. O beyan, yaptığınız günden iki ila üç yıl sonra kendiliğinden sona erer.
start-kept-title = E-posta adresime ne olur?
start-kept = Adresinizi yalnızca e-posta gönderilene kadar saklarız, hiçbir zaman 12 saatten uzun saklamayız. Şu anda bir beyanınız olup olmadığını bilmiyoruz. Bundan sonra herkes aynı sayfayı görür.

code-heading = Kodunuzu yazın
code-lead = 8 rakamlı bir kod içeren bir e-posta yolda. Bazen kod 16 rakamlıdır.
code-label = Kod
code-hint = E-postadaki rakamlar. Boşluk bırakabilirsiniz.
code-button = Devam
code-notes-title = E-posta gelmedi mi?
code-wait = E-posta çoğu zaman bir dakika içinde gelir. Bazen daha uzun sürer.
code-spam = İstenmeyen e-postalara da bakın. Konu satırı “Kodunuz”dur. E-postada konunun ne olduğu yazmaz.
code-life = Kodu 24 saat içinde, bir kez kullanabilirsiniz.
code-no-link = E-postada bağlantı yoktur. İçinde bağlantı varsa o e-posta bizden değildir.
code-again = Bir kod daha gönder
code-again-hint = Bunu, önceki e-postadan bir dakika sonra yapabilirsiniz.
code-other-address = Başka bir e-posta adresi kullanmak istiyorum
code-sent-again = Bir e-posta daha yolda.

wait-heading = Biraz sabır lütfen
wait-lead = Şu anda birçok kişi aynı anda kod istiyor. Bu yüzden herkes için biraz daha uzun sürüyor.
wait-working = Cihazınız birkaç hesap yapıyor. Sonra kendiliğinden devam edersiniz. Birkaç saniye sürer.
wait-seconds =
    { $n ->
        [one] { $n } saniye bekleyin. Sonra düğmeye basın.
       *[other] { $n } saniye bekleyin. Sonra düğmeye basın.
    }
wait-no-more = Devam edebilirsiniz. Düğmeye basın.
wait-button = Devam
wait-notes-title = Neden beklemem gerekiyor?
wait-why = Böylece kimse bir makineyle aynı anda çok fazla kod isteyemez. Şu anda hangi e-posta adresi olursa olsun herkes bu sayfayı görür.
wait-kept = E-posta adresinizi yeniden yazmanız gerekmez. Siz devam edince e-postayı göndeririz.

choose-heading = Ne yapmak istiyorsunuz?
choose-lead = Kod doğru.
choose-form = Beyan yap veya yenisiyle değiştir
choose-form-hint = Beş ila on dakika sürer. Son düğmeye basana kadar hiçbir şey kaydedilmez.
choose-kept = Nelerin saklandığına bak
choose-kept-hint = Orada bunu indirebilir veya kaldırabilirsiniz de.

over-heading = Ziyaretiniz bitti
over-lead = Bir ziyaret, son düğmeye bastığınızda ya da son sayfanızdan 20 dakika sonra biter; her durumda 2 saat sonra biter. Böylece sizden sonra kimse okumaya devam edemez.
over-pressed = Son düğmeye basmış mıydınız? Sonra işlemin tamamlandığını söyleyen sayfayı gördüyseniz, olmuştur. Emin olmak mı istiyorsunuz? Yeniden başlayın ve “{ choose-kept }” seçeneğini seçin.
over-not-pressed = Son düğmeye henüz basmamış mıydınız? O zaman bu ziyaretten hiçbir şey kaydedilmedi veya değiştirilmedi.
over-cookies = Hep bu sayfayı mı görüyorsunuz? O zaman tarayıcınız çerez saklamıyor. Biz yalnızca bir çerez kullanırız, o da yalnızca bu ziyaret için. Bu web sitesi için çerezlere izin verin ve yeniden başlayın.
over-stopped-heading = Çıkış yaptınız
over-stopped-lead = Ziyaretiniz kapatıldı. Kimse ona devam edemez.
over-stopped-close = Bu cihaza başkası da bakıyor mu? O zaman bu web sitesini tarayıcı geçmişinizden de silin.
over-again = Yeniden başla

kept-heading = Saklananlar
kept-lead = E-posta adresinize bağlı olarak bunlar saklanıyor. Adresin kendisini saklamıyoruz.
kept-answers = Cevaplarınız
kept-consents = Kabul ettikleriniz
kept-consent-declaration = Beyan
kept-consent-adult-and-dutch = 18 yaş veya üstü ve Hollandalı
kept-consent-keep-and-count = Saklama ve sayma
kept-consent-optional-answers = Ek sorular
kept-consent-line = { $what }: metin { $version }, okunduğu dil: { $language }, gün: { $day }
kept-until = Ne zamana kadar
kept-last-day = Beyanınız { $day } gününün sonuna kadar saklanır. Sonra kendiliğinden sona erer. Daha uzun süre sayılmak ister misiniz? O zaman beyanınızı son yıl içinde yenisiyle değiştirin.
kept-download = İndir
kept-download-hint = Yukarıdaki her şeyi içeren bir dosya. Onu güvenli bir yerde saklayın.
kept-replace = Yenisiyle değiştir
kept-replace-hint = Formu yeniden doldurursunuz. Yeni beyan bunun yerine geçer.
kept-remove-title = Kaldır
kept-remove-text = Beyanınız hemen silinir. Bugünden sonraki zamana ait rakamlarda artık sayılmazsınız. Ondan önceki zamana ait rakamlarda hâlâ sayılabilirsiniz, o rakamlar daha sonra çıksa bile. Kaldırma işlemi geri alınamaz, ama her zaman yeni bir beyan yapabilirsiniz.
kept-remove = Beyanımı kaldır
kept-none = Bu e-posta adresine bağlı hiçbir şey saklanmıyor.
kept-none-why = Belki başka bir adres kullandınız, belki beyan sona erdi, belki de onu daha önce kaldırdınız.

done-declared-title = Beyanınız sayılıyor
done-declared-lead = Güveniniz için teşekkür ederiz.
done-one-of =
    { $n ->
        [one] Beyanınız, yaklaşık { $n } beyandan biri.
       *[other] Beyanınız, yaklaşık { $n } beyandan biri.
    }
done-replaced-title = Beyanınız yenisiyle değiştirildi
done-replaced-lead = Artık az önce doldurduklarınızı saklıyoruz.
done-not-counted = Rakamlarda hâlâ eskisi gibi sayılıyorsunuz. Bir değiştirme yılda en fazla bir kez sayılır, çünkü çok sayıda küçük değişiklikten biri sizi tanıyabilir. Son gün de olduğu gibi kalır.
done-removed-title = Beyanınız kaldırıldı
done-removed-lead = Bu e-posta adresine bağlı artık hiçbir şey saklanmıyor.
done-removed-figures = Bugünden sonraki zamana ait rakamlarda artık sayılmazsınız. Ondan önceki zamana ait rakamlarda hâlâ sayılabilirsiniz, o rakamlar daha sonra çıksa bile.
done-removed-backups = Bugünden önceki bir yedek kopyada beyanınız kilitli olarak hâlâ bulunabilir. Üç ay içinde o kopyayı artık kimse açamaz, biz de açamayız: anahtarı o zaman yok edilmiş olur. Üzerinde ad veya adres olmayan kilitli bir sayım kâğıdı, bir sonraki sayım gününü bekler; bu en fazla yaklaşık dört ay sürer.
done-nothing-kept-title = Kaldırılacak bir şey yoktu
done-nothing-kept-lead = Bu e-posta adresine bağlı hiçbir şey saklanmıyor.
done-nothing-title = Burada görülecek bir şey yok
done-nothing-lead = Bu sayfa bir ziyaretten sonra çıkar. Ziyaretiniz bitti veya henüz başlamadı.
done-last-day-title = Bu günü not edin
done-last-day-text = Beyanınızı bu günün sonuna kadar saklarız. Sonra sona erer. Size yazamayız, çünkü adresinizi saklamıyoruz. Daha uzun süre sayılmak ister misiniz? O zaman beyanınızı son yıl içinde yenisiyle değiştirin.
done-later-title = Daha sonra bakmak veya kaldırmak
done-later-text = Başlangıç sayfasına gidin, aynı e-posta adresiyle bir kod isteyin ve ne yapmak istediğinizi seçin. Bizden başka e-posta almazsınız.
done-closed = Ziyaretiniz kapatıldı. Bu sayfadan çıkabilirsiniz.
done-help-link = Biriyle konuşmak ister misiniz? Yardım sayfasına bakın
done-start-link = Başlangıç sayfasına git

faults-title =
    { $n ->
        [one] Bir şey daha gerekiyor
       *[other] { $n } şey daha gerekiyor
    }
fault-address-missing = Bir e-posta adresi yazın.
fault-address-too-long = Bu e-posta adresi çok uzun. Bir adreste en fazla 254 karakter olur, @ işaretinden önce en fazla 64.
fault-address-malformed = Bu bir e-posta adresi değil. Şöyle yazın: isim@example.org, boşluk bırakmadan.
fault-address-domain = @ işaretinden sonra yazan doğru değil. Doğru yazıp yazmadığınıza bakın.
fault-code-missing = E-postadaki kodu yazın.
fault-code-malformed = Bir kodda 8 veya 16 rakam olur. E-postaya bir kez daha bakın.
fault-code-wrong = Bu kod çalışmıyor. E-postanızdaki en yeni kodu yazın. Olmazsa yeni bir kod isteyin.
fault-adult-and-dutch-missing = Bu sizin için doğruysa kutuyu işaretleyin. Doğru değilse beyan yapamazsınız.
fault-nationality-missing = Bir ülke yazın. Söylememeyi de seçebilirsiniz.
fault-nationality-many =
    { $list ->
        [first] Birinci vatandaşlık için yazdığınıza birden fazla ülke uyuyor. Birini seçin.
        [second] İkinci vatandaşlık için yazdığınıza birden fazla ülke uyuyor. Birini seçin.
       *[third] Üçüncü vatandaşlık için yazdığınıza birden fazla ülke uyuyor. Birini seçin.
    }
fault-nationality-unknown =
    { $list ->
        [first] Yazdığınız adda bir ülke bilmiyoruz. Bir harf eksik mi diye bakın ya da aşağıdan başka bir cevap seçin.
        [second] Yazdığınız ikinci adda bir ülke bilmiyoruz. Adı düzeltin ya da alanı boş bırakın.
       *[third] Yazdığınız üçüncü adda bir ülke bilmiyoruz. Adı düzeltin ya da alanı boş bırakın.
    }
fault-nationality-twice =
    { $list ->
        [second] İkinci vatandaşlık yukarıda zaten var. Başka bir tane yazın ya da alanı boş bırakın.
       *[third] Üçüncü vatandaşlık yukarıda zaten var. Başka bir tane yazın ya da alanı boş bırakın.
    }
fault-nationality-too-many = En fazla üç vatandaşlık seçin.
fault-more-missing = Evet veya hayır seçin.
fault-answer-unknown = Listeden bir cevap seçin.
fault-texts-changed = Metinler az önce yenilendi. Lütfen onları bir kez daha okuyun ve kutuları yeniden işaretleyin. Henüz hiçbir şey kaydedilmedi.
fault-paused = Yeni beyanlar şu anda durduruldu. Hiçbir şey kaydedilmedi. Bakmak, değiştirmek ve silmek yine mümkündür.
fault-declare-missing = Beyanı yapmak istiyorsanız altındaki kutuyu işaretleyin.
fault-consent-keep-missing = İzniniz olmadan beyanınızı saklayamayız. İzin veriyorsanız kutuyu işaretleyin.
fault-consent-optional-missing = Bu izin olmadan ek cevapları saklayamayız. Kutuyu işaretleyin ya da geri dönün ve orada ek soruları atlamayı seçin.
fault-choice-missing = Ne yapmak istediğinizi seçin.
fault-work-mailbox = Bu, iş yerinizin e-posta adresine benziyor. Bir işveren okuyabilir. Kendi e-posta kutunuzu kullanmanız daha iyi olur. Yine de devam etmek istiyor musunuz? O zaman kutuyu işaretleyin ve düğmeye bir kez daha basın.
fault-source = Bu, https:// ile başlayan bir web adresi değil. Düzeltin ya da boş bırakın.
fault-page-old = Bu sayfa uzun süre açık kaldı ya da internet bağlantınız değişti. Henüz hiçbir şey gönderilmedi. Yazdıklarınız hâlâ duruyor: düğmeye bir kez daha basın.
fault-again-too-soon = Önceki e-postadan sonra bir dakika bekleyin. Sonra bir kod daha isteyin.
fault-wait-not-over = Biraz erken oldu. Süre bitene kadar bekleyin ve sonra düğmeye basın.
fault-work-wrong = Cihazınızın hesapları doğru değil. Önemli değil: biraz bekleyin ve sonra düğmeye basın.
fault-wait-too-long = Bu sayfa uzun süre açık kaldı. Bir kez daha bekleyin ve sonra düğmeye basın.
fault-still-crowded = Hâlâ çok kalabalık. Biraz bekleyin ve sonra düğmeye bir kez daha basın.
fault-too-fast = Bu çok hızlı oldu. Birkaç saniye bekleyin ve sonra düğmeye bir kez daha basın.

# Takvim dosyası. Başlık, konunun ne olduğunu bilerek söylemez.
reminder-save = Takviminize bir hatırlatma koyun
reminder-hint = Takviminiz için küçük bir dosya alırsınız. İçinde, son günden altı ila on hafta önceki bir gün vardır. Orada yalnızca “Hatırlatma” yazar, bu kayıt defteri hakkında hiçbir şey yazmaz. Takviminizi başka biri görebiliyor mu? O zaman ne yazacağınızı kendiniz seçin.
reminder-title = Hatırlatma
reminder-file = hatirlatma.ics
