# Gönderilen tek mektup. Konu yok, ad yok, bağlantı yok.
letter-subject = Kodunuz
letter-code = Kodunuz:
letter-use = Bu kodu, onu istediğiniz sayfaya yazın. Kodu 24 saat boyunca kullanabilirsiniz.
letter-not-asked = Siz bir şey istemediniz mi? O zaman hiçbir şey yapmanıza gerek yok.
