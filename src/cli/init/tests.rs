use super::*;

fn nothing_given() -> Given {
    Given {
        answers: Vec::new(),
        counting: CountingArguments::default(),
    }
}

fn asked(typed: &str) -> (Result<(), Stopped>, Given, String) {
    let mut given = nothing_given();
    let mut out = Vec::new();
    let outcome = given.ask(&mut typed.as_bytes(), true, &mut out);
    (outcome, given, String::from_utf8(out).unwrap())
}

#[test]
fn enter_takes_every_default() {
    let (outcome, given, said) = asked("\n\n\n\n\n\n");
    outcome.unwrap();
    assert!(given.answers.is_empty());
    assert_eq!(given.counting.place().unwrap(), CountingKeyPlace::Automatic);
    for (default, why) in [
        ("[Enkel (example)]", "stands in the declaration"),
        ("[codes@post.example]", "a domain that is not the site's"),
        ("[automatic]", "reads the slips not yet counted"),
    ] {
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains(default) && said.contains(why), "{said}");
    }
}

#[test]
fn a_ceremony_asks_on_until_a_file_is_named() {
    let (outcome, given, said) = asked("Ons\n\n\n\n\nboth\nceremony\n\n/media/key\n");
    outcome.unwrap();
    assert_eq!(
        given.counting.place().unwrap(),
        CountingKeyPlace::Ceremony("/media/key".into())
    );
    assert!(said.contains("One of: automatic, ceremony."), "{said}");
    assert!(said.contains("An answer is needed here."), "{said}");
    let place = given.counting.place().unwrap();
    let text = given.settings_file(&place);
    assert!(text.contains("\nname = \"Ons\"\n"), "{text}");
    assert!(text.contains("\nmode = \"ceremony\"\n"), "{text}");
}

#[test]
fn answers_that_end_early_change_nothing() {
    let (outcome, _, _) = asked("Ons\n");
    assert!(outcome.unwrap_err().to_string().contains("ended early"));
}

#[test]
fn without_a_terminal_the_missing_flag_is_named() {
    let mut given = nothing_given();
    given.answers.push(("register.name", "Ons".into()));
    let outcome = given.ask(&mut &b""[..], false, &mut Vec::new());
    assert!(outcome.unwrap_err().to_string().contains("--base-url"));
}

#[test]
fn a_sender_that_tells_too_much_is_remarked() {
    for (name, site, from, count) in [
        ("Ons", "https://enkel.example", "codes@post.example", 0),
        ("Ons", "https://enkel.example", "codes@enkel.example", 1),
        (
            "Ons",
            "https://enkel.example",
            "codes@mail.enkel.example",
            1,
        ),
        ("Ons", "https://www.enkel.example", "codes@enkel.example", 1),
        ("Stichting Enkel", "https://a.example", "enkel@b.example", 1),
    ] {
        let given = [
            ("register.name", name),
            ("register.base_url", site),
            ("mail.from", from),
        ];
        let settings = Settings::given(Path::new(""), &given).unwrap();
        assert_eq!(remarks(&settings).len(), count, "{name} {site} {from}");
    }
}
