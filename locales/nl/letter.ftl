# De ene brief die het register schrijft. Geen onderwerp, geen naam, geen link.
letter-subject = Uw code
letter-code = Uw code is:
letter-use = Typ deze code op de pagina waar u hem hebt gevraagd. U kunt de code 24 uur gebruiken.
letter-not-asked = Hebt u niets gevraagd? Dan hoeft u niets te doen.
