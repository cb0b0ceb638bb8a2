# The texts a person agrees to. Once used they never change:
# whoever alters a word here makes a new version.
consent-declaration-title = My declaration
consent-declaration =
    I am a Dutch national. I also hold one or more other nationalities. I do not want them.
    I feel that I am Dutch, and only Dutch.
    I want this to be counted in the register of { $name }.
    I understand that:
    – this declaration is symbolic and gives me no rights;
    – it does not change my nationalities, here or in the other country;
    – this register is not run by the government;
    – the register never shows the full picture, because not everyone signs up;
    – I can view, change or remove my declaration at any time.
consent-adult-and-dutch = I am 18 or older and I have the Dutch nationality.
consent-keep-and-count = I agree that my declaration and the nationality or nationalities I enter here are stored and counted. I know this is sensitive information. I can withdraw at any time.
consent-optional-answers = I agree that my answers to the optional questions are stored too, and counted in statistics. Without this consent the register does not ask those questions and stores no answers. My declaration then counts in those tables under “not told”. That one cell counts everyone who would rather not say or was not asked.
