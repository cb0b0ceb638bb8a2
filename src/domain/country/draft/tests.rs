use super::*;
use crate::domain::country::{Atlas, Why};

fn atlas() -> Atlas {
    Atlas::shipped().unwrap()
}

fn state(code: &str) -> Nationality {
    Nationality::from_code(code).unwrap()
}

/// The form about Morocco with these fields sent otherwise.
fn sent(changes: &[(&str, &str)]) -> Draft {
    let mut form = Draft::of(atlas().country(state("MA")).unwrap()).fields;
    for (name, value) in changes {
        form.insert((*name).to_owned(), (*value).to_owned());
    }
    Draft::sent(&form)
}

fn read(changes: &[(&str, &str)]) -> Result<Country, Vec<(String, Why)>> {
    let country = sent(changes).country(state("MA"), &atlas().sources);
    country.map_err(|faults| faults.into_iter().map(|f| (f.field, f.why)).collect())
}

#[test]
fn every_page_that_ships_goes_through_the_form_and_its_file_unchanged() {
    let atlas = atlas();
    for country in atlas.countries() {
        let draft = Draft::of(country);
        assert_eq!(Draft::sent(&draft.fields), draft);
        let read = draft.country(country.state, &atlas.sources).unwrap();
        assert_eq!(Draft::of(&read), draft);
        for about in About::ALL {
            assert!(read.about(*about).eq(country.about(*about)), "{about:?}");
        }
        let again = Country::parse(&read.text().unwrap(), &atlas.sources);
        assert_eq!(again.unwrap(), read);
    }
    let blank = Draft::blank(Day::parse_iso("2026-11-28").unwrap());
    let read = blank.country(state("FR"), &atlas.sources).unwrap();
    assert_eq!(
        Country::parse(&read.text().unwrap(), &atlas.sources).unwrap(),
        read
    );
    assert_eq!(read.review_due.iso(), "2027-05-30");
}

#[test]
fn a_source_of_its_own_can_be_cited_in_the_same_form() {
    let source = [
        ("source-2-title", " Staatsblad \r\n 12 "),
        ("source-2-link", "https://wet.example/a?b=1"),
        ("source-2-language", "fr"),
        ("source-2-accessed", "2026-11-20"),
        ("step-9-nl", "Schrijf."),
        ("step-9-en", "Write."),
        ("step-9-source", "own-2"),
    ];
    let country = read(&source).unwrap();
    let claim = country.about(About::Step).last().unwrap();
    let own = country.own.get(&claim.source).unwrap();
    assert_eq!(own.title, "Staatsblad 12");
    assert_eq!(own.licence, None);
    let again = Country::parse(&country.text().unwrap(), &atlas().sources).unwrap();
    assert_eq!(again, country);
    // Taking the source away leaves its sentence without one.
    let without: Vec<_> = source[4..].to_vec();
    assert_eq!(
        read(&without),
        Err(vec![("step-9-source".to_owned(), Why::Source)])
    );
}

#[test]
fn an_emptied_group_is_gone_and_two_empty_ones_wait() {
    let draft = sent(&[("law-1-nl", ""), ("law-1-en", " "), ("law-1-source", "")]);
    let law = Group::Claim(About::Law);
    let (kept, last) = (draft.numbers(law), *draft.numbers(law).last().unwrap());
    assert!(!kept.contains(&1) && !kept.is_empty());
    assert_eq!(draft.spare(law), [last + 1, last + 2]);
    let full = sent(&[("step-20-nl", "x")]);
    assert!(full.spare(Group::Claim(About::Step)).is_empty());
}

#[test]
fn each_field_that_does_not_hold_is_named() {
    let long = "x".repeat(601);
    for (field, value, why) in [
        ("law", "impossible", Why::Choice),
        ("practice", "", Why::Choice),
        ("law-1-nl", "", Why::Missing),
        ("law-1-en", &long, Why::Long(600)),
        ("law-1-en", "a\u{202e}b", Why::Unseen),
        ("law-1-source", "", Why::Source),
        ("law-1-source", "hearsay", Why::Source),
        ("law-1-source", "own-1", Why::Source),
        ("article-1-citation", "", Why::Missing),
        ("implication-1-topic", "weather", Why::Choice),
        ("travel_advice", "javascript:alert(1)", Why::Link),
        ("travel_advice", "http://a.example", Why::Link),
        ("travel_advice", "https://a@b.example", Why::Link),
        ("travel_advice", "https://localhost", Why::Link),
        ("checked_on", "vandaag", Why::Day),
        ("review_due", "2020-01-01", Why::Order),
    ] {
        let faults = read(&[(field, value)]).unwrap_err();
        assert!(
            faults.contains(&(field.to_owned(), why)),
            "{field} {faults:?}"
        );
    }
    let faults = read(&[("source-1-link", "https://a.example")]).unwrap_err();
    assert_eq!(
        faults,
        [
            ("source-1-title".to_owned(), Why::Missing),
            ("source-1-language".to_owned(), Why::Choice),
            ("source-1-accessed".to_owned(), Why::Day),
        ]
    );
    let bare = Draft::sent(&BTreeMap::from([("law".to_owned(), "possible".to_owned())]));
    let faults = bare.country(state("FR"), &atlas().sources).unwrap_err();
    assert!(faults.iter().any(|fault| fault.why == Why::NoClaim));
}

#[test]
fn names_of_fields_are_read_back() {
    for group in Group::ALL {
        for column in group.columns() {
            let field = group.field(7, column);
            assert_eq!(Group::of_field(&field), Some((group, 7, *column)));
        }
    }
    for other in ["law", "travel_advice", "weather-1-nl", "law-x-nl"] {
        assert_eq!(Group::of_field(other), None);
    }
}
