# The one letter the register writes. No topic, no name, no link.
letter-subject = Your code
letter-code = Your code is:
letter-use = Type this code on the page where you asked for it. You can use the code for 24 hours.
letter-not-asked = Did you not ask for anything? Then you need not do anything.
