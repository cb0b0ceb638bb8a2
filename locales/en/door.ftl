# The door: the same pages for registering, looking and removing.
visit-title = Your visit
visit-minutes =
    { $n ->
        [one] Your visit ends in { $n } minute if you do nothing.
       *[other] Your visit ends in { $n } minutes if you do nothing.
    }
visit-prolong = I need more time
visit-almost-over = Your visit is about to end. Do you need more time? Then press “{ visit-prolong }”.

start-heading = What is your e-mail address?
start-lead = We send a code to your mailbox. With that code you go on.
start-address = E-mail address
start-address-hint = For example name@example.org
start-button = Send me a code
start-work-sure = Only I read this mailbox. I go on with it.
start-notes-title = Good to know
start-same-page = You always start on this page: to make a declaration, to see what we keep, and to remove everything.
start-own-mailbox = Use a mailbox that nobody else reads. Do not use your address at work: your employer may be able to read along.
start-safety-link = Read more about safety
start-shared-title = Two of us share one mailbox
start-shared = One e-mail address goes with one declaration. Whoever can open the mailbox can see, change and remove that declaration. Do you both want to take part? Then each use an address of your own.
start-changed-title = My e-mail address has changed
start-changed = We only know the address you used at the time. Can you still open that mailbox? Then first use it to remove your old declaration, and make a new one with the new address. If you can no longer open it, nobody can find the old declaration any more, and neither can we. It lapses by itself, two to three years after you made it.
start-kept-title = What happens to my e-mail address?
start-kept = We keep your address only until the mail has been sent, and never longer than 12 hours. At this moment we do not know whether you have a declaration. Everyone gets the same page after this one.

code-heading = Type your code
code-lead = A mail with a code of 8 digits is on its way. Sometimes the code has 16 digits.
code-label = Code
code-hint = The digits in the mail. Spaces are fine.
code-button = Continue
code-notes-title = No mail yet?
code-wait = The mail usually arrives within a minute. Sometimes it takes longer.
code-spam = Look among your unwanted mail too. The subject is “Your code”. The mail does not say what it is about.
code-life = You can use the code for 24 hours, once.
code-no-link = There is no link in the mail. If there is one, that mail is not from us.
code-again = Send another code
code-again-hint = You can do this a minute after the last mail.
code-other-address = I want to use another e-mail address
code-sent-again = Another mail is on its way.

wait-heading = A little patience
wait-lead = Many people are asking for a code at the same time. So it takes a little longer for everyone.
wait-working = Your device is doing some sums. Then you go on by yourself. It takes a few seconds.
wait-seconds =
    { $n ->
        [one] Wait { $n } second. Then press the button.
       *[other] Wait { $n } seconds. Then press the button.
    }
wait-no-more = You can go on. Press the button.
wait-button = Go on
wait-notes-title = Why do I have to wait?
wait-why = This way nobody can ask for very many codes at once with a machine. Everyone gets this page now, with any e-mail address.
wait-kept = You need not type your e-mail address again. We send the mail once you have gone on.

choose-heading = What would you like to do?
choose-lead = The code is right.
choose-form = Make or replace a declaration
choose-form-hint = This takes five to ten minutes. Nothing is stored until you press the last button.
choose-kept = See what is kept
choose-kept-hint = There you can download or remove it as well.

over-heading = Your visit is over
over-lead = A visit ends when you have pressed the last button, 20 minutes after your last page, and in any case after 2 hours. That way nobody can read on after you.
over-pressed = Had you already pressed the last button? If you then saw the page that confirms it, it was done. Would you like to be sure? Start again and choose “{ choose-kept }”.
over-not-pressed = Had you not yet pressed the last button? Then nothing from this visit was stored or changed.
over-cookies = Do you keep seeing this page? Then your browser stores no cookies. We use one, for this visit only. Allow cookies for this website and start again.
over-stopped-heading = You have stopped
over-stopped-lead = Your visit is closed. Nobody can go on with it.
over-stopped-close = Does someone else use this device? Then remove this website from your browsing history as well.
over-again = Start again

kept-heading = What is kept
kept-lead = This is kept under your e-mail address. We do not keep the address itself.
kept-answers = Your answers
kept-consents = What you agreed to
kept-consent-declaration = The declaration
kept-consent-adult-and-dutch = 18 or older and Dutch
kept-consent-keep-and-count = Storing and counting
kept-consent-optional-answers = The optional questions
kept-consent-line = { $what }: text { $version }, read in { $language }, on { $day }
kept-until = Until when
kept-last-day = Your declaration is kept up to and including { $day }. Then it lapses by itself. Would you like to be counted for longer? Replace your declaration during the last year.
kept-download = Download
kept-download-hint = A file with everything above. Keep it in a safe place.
kept-replace = Replace
kept-replace-hint = You fill in the form again. The new declaration takes the place of this one.
kept-remove-title = Remove
kept-remove-text = Your declaration is erased at once. In the figures about the time after today you are no longer counted. Figures about the time before that may still count you, even if they are published later. Removing cannot be undone, but you can always make a new declaration.
kept-remove = Remove my declaration
kept-none = Nothing is kept under this address.
kept-none-why = Perhaps you used another address, the declaration has lapsed, or you removed it before.

done-declared-title = Your declaration counts
done-declared-lead = Thank you for your trust.
done-one-of =
    { $n ->
        [one] Your declaration is one of about { $n }.
       *[other] Your declaration is one of about { $n }.
    }
done-replaced-title = Your declaration has been replaced
done-replaced-lead = We now keep what you have just filled in.
done-not-counted = In the figures you are still counted as before. A replacement counts no more than once a year, because many small changes could give you away. The last day stays as it was, too.
done-removed-title = Your declaration has been removed
done-removed-lead = Nothing is kept under this e-mail address any more.
done-removed-figures = In the figures about the time after today you are no longer counted. Figures about the time before that may still count you, even if they are published later.
done-removed-backups = A backup copy from before today may still hold it, sealed. Within three months nobody can open that copy any more, and neither can we: its key is then destroyed. A sealed counting slip without name or address waits for the next counting day, about four months at most.
done-nothing-kept-title = There was nothing to remove
done-nothing-kept-lead = Nothing is kept under this address.
done-nothing-title = There is nothing to see here
done-nothing-lead = This page appears after a visit. Your visit is over or has not begun.
done-last-day-title = Write down this day
done-last-day-text = We keep your declaration up to and including this day. Then it lapses. We cannot write to you, because we do not keep your address. Would you like to be counted for longer? Replace your declaration during the last year.
done-later-title = Looking or removing later
done-later-text = Go to the starting page, ask for a code with the same e-mail address and choose what you want to do. You will get no other mail from us.
done-closed = Your visit is closed. You can leave this page.
done-help-link = Would you like to talk to someone? Look under Help
done-start-link = To the starting page

faults-title =
    { $n ->
        [one] One more thing is needed
       *[other] { $n } more things are needed
    }
fault-address-missing = Enter an e-mail address.
fault-address-too-long = This e-mail address is too long. An address has at most 254 characters, and 64 before the at sign (@).
fault-address-malformed = This is not an e-mail address. Write it like name@example.org, without spaces.
fault-address-domain = What stands behind the at sign (@) is not right. Check whether you typed it well.
fault-code-missing = Enter the code from the mail.
fault-code-malformed = A code has 8 digits, or 16. Look at the mail once more.
fault-code-wrong = This code does not work. Type the newest code from your mail. If that fails, ask for a new code.
fault-adult-and-dutch-missing = Tick the box if this is true for you. If it is not, you cannot make a declaration.
fault-nationality-missing = Type a country. You may also choose that you would rather not say.
fault-nationality-many =
    { $list ->
        [first] More than one country fits what you typed for the first nationality. Choose one.
        [second] More than one country fits what you typed for the second nationality. Choose one.
       *[third] More than one country fits what you typed for the third nationality. Choose one.
    }
fault-nationality-unknown =
    { $list ->
        [first] We know no country of the name you typed. See whether a letter is missing, or choose another answer below.
        [second] We know no country of the second name you typed. Correct the name, or empty the field.
       *[third] We know no country of the third name you typed. Correct the name, or empty the field.
    }
fault-nationality-twice =
    { $list ->
        [second] You already have the second nationality above. Type another, or empty the field.
       *[third] You already have the third nationality above. Type another, or empty the field.
    }
fault-nationality-too-many = Choose three nationalities at most.
fault-more-missing = Choose yes or no.
fault-answer-unknown = Choose an answer from the list.
fault-texts-changed = The texts have just been renewed. Please read them again and tick the boxes again. Nothing has been stored yet.
fault-paused = New declarations are paused now. Nothing has been stored. You can still look, change and remove.
fault-declare-missing = Tick the box under the declaration if you want to make it.
fault-consent-keep-missing = Without your consent we may not store your declaration. Tick the box if you give it.
fault-consent-optional-missing = Without this consent we may not store the optional answers. Tick the box, or go back and choose there to skip the optional questions.
fault-choice-missing = Choose what you want to do.
fault-work-mailbox = This looks like an e-mail address of your work. An employer may be able to read along. Better use a mailbox of your own. Do you want to go on with it? Then tick the box and press the button again.
fault-source = This is no web address that begins with https://. Correct it, or leave it empty.
fault-page-old = This page stood open for a long time, or you are on another network now. Nothing was sent yet. What you typed is still there: press the button again.
fault-again-too-soon = Wait a minute after the last mail. Then ask for another code.
fault-wait-not-over = It is a little too early. Wait until the time is over and then press the button.
fault-work-wrong = The sums of your device are not right. That does not matter: wait a moment and then press the button.
fault-wait-too-long = This page stood open for a long time. Wait once more and then press the button.
fault-still-crowded = It is still too busy. Wait a moment and then press the button once more.
fault-too-fast = That was very quick. Wait a few seconds and press the button once more.

# The calendar file. Its title leaves out on purpose what it is about.
reminder-save = Put a reminder in your calendar
reminder-hint = You get a small file for your calendar, with a day six to ten weeks before the last day. It only says “Reminder”, and nothing about this register. Can somebody else see your calendar? Then choose for yourself what to write down.
reminder-title = Reminder
reminder-file = reminder.ics
