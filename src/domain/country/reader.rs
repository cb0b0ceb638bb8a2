//! Reads the fields of a form about a state one after the other, and notes what is wrong with each:
//! whoever filled it in mends all of it at once.

use std::collections::BTreeMap;

use super::{
    About, Article, Claim, Country, Draft, Fault, Group, LANGUAGES, Law, Practice, Topic, Why,
};
use crate::domain::clock::Day;
use crate::domain::document::is_unseen;
use crate::domain::nationality::Nationality;
use crate::domain::source::{Source, Sources};

/// The page that these fields give, or everything that is wrong with them.
pub(super) fn read(
    draft: &Draft,
    state: Nationality,
    shipped: &Sources,
) -> Result<Country, Vec<Fault>> {
    let mut reader = Reader {
        draft,
        shipped,
        faults: Vec::new(),
    };
    let country = reader.country(state);
    match (country, reader.faults) {
        (Some(country), faults) if faults.is_empty() => Ok(country),
        (_, faults) => Err(faults),
    }
}

struct Reader<'a> {
    draft: &'a Draft,
    shipped: &'a Sources,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    fn refuse<T>(&mut self, field: &str, why: Why) -> Option<T> {
        let field = field.to_owned();
        self.faults.push(Fault { field, why });
        None
    }

    /// A page as far as it could be read; only good when no fault was noted.
    fn country(&mut self, state: Nationality) -> Option<Country> {
        let law = self.judgement("law", Law::from_code, Law::Unknown, About::Law);
        let practice = self.judgement(
            "practice",
            Practice::from_code,
            Practice::Unknown,
            About::Practice,
        );
        let own = self.sources();
        let articles = self.articles();
        let mut claims = Vec::new();
        for about in About::ALL {
            claims.extend(self.claims(*about));
        }
        let travel_advice = self.link("travel_advice");
        let checked_on = self.day("checked_on");
        let review_due = self.day("review_due");
        if let (Some(checked), Some(due)) = (checked_on, review_due)
            && due <= checked
        {
            self.refuse::<()>("review_due", Why::Order);
        }
        Some(Country {
            state,
            law: law?,
            practice: practice?,
            travel_advice,
            checked_on: checked_on?,
            review_due: review_due?,
            articles,
            claims,
            own,
        })
    }

    /// One word on law or practice; with a sentence under it, unless nothing was found out.
    fn judgement<T: PartialEq>(
        &mut self,
        field: &str,
        read: fn(&str) -> Option<T>,
        unknown: T,
        about: About,
    ) -> Option<T> {
        let Some(word) = read(self.draft.value(field)) else {
            return self.refuse(field, Why::Choice);
        };
        if word != unknown && self.draft.numbers(Group::Claim(about)).is_empty() {
            return self.refuse(field, Why::NoClaim);
        }
        Some(word)
    }

    fn sources(&mut self) -> Sources {
        let mut own = BTreeMap::new();
        for number in self.draft.numbers(Group::Source) {
            let field = |column| Group::Source.field(number, column);
            let title = self.text(&field("title"), 300);
            let link = self.link(&field("link"));
            let language = self.choice(&field("language"), |code| {
                let mut known = LANGUAGES.iter().map(|(known, _)| *known);
                known.find(|known| *known == code)
            });
            let accessed_on = self.day(&field("accessed"));
            let licence = self.perhaps(&field("licence"), 80);
            if let (Some(title), Some(language)) = (title, language) {
                let source = Source {
                    title,
                    link,
                    language: language.to_owned(),
                    licence,
                    accessed_on,
                };
                own.insert(format!("own-{number}"), source);
            }
        }
        // Titles and links were looked at just now, so it holds.
        Sources::of(own).unwrap_or_default()
    }

    fn articles(&mut self) -> Vec<Article> {
        let mut articles = Vec::new();
        for number in self.draft.numbers(Group::Article) {
            let citation = self.text(&Group::Article.field(number, "citation"), 200);
            let source = self.source(&Group::Article.field(number, "source"));
            if let (Some(citation), Some(source)) = (citation, source) {
                articles.push(Article { citation, source });
            }
        }
        articles
    }

    fn claims(&mut self, about: About) -> Vec<Claim> {
        let group = Group::Claim(about);
        let mut claims = Vec::new();
        for number in self.draft.numbers(group) {
            let topic = match self.draft.value(&group.field(number, "topic")) {
                "" => None,
                _ => self.choice(&group.field(number, "topic"), Topic::from_code),
            };
            let nl = self.text(&group.field(number, "nl"), 600);
            let en = self.text(&group.field(number, "en"), 600);
            let source = self.source(&group.field(number, "source"));
            if let (Some(nl), Some(en), Some(source)) = (nl, en, source) {
                claims.push(Claim {
                    about,
                    topic,
                    nl,
                    en,
                    source,
                });
            }
        }
        claims
    }

    /// Something that must be said.
    fn text(&mut self, field: &str, most: usize) -> Option<String> {
        match self.draft.value(field) {
            "" => self.refuse(field, Why::Missing),
            _ => self.perhaps(field, most),
        }
    }

    fn perhaps(&mut self, field: &str, most: usize) -> Option<String> {
        let value = self.draft.value(field);
        if value.chars().count() > most {
            return self.refuse(field, Why::Long(most));
        }
        if value.contains(is_unseen) {
            return self.refuse(field, Why::Unseen);
        }
        Some(value.to_owned()).filter(|value| !value.is_empty())
    }

    fn choice<T>(&mut self, field: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let found = read(self.draft.value(field));
        found.or_else(|| self.refuse(field, Why::Choice))
    }

    /// An address over HTTPS, or nothing. It leads to a host by its name, and says nobody's.
    fn link(&mut self, field: &str) -> Option<String> {
        let typed = self.perhaps(field, 300)?;
        let url = url::Url::parse(&typed).ok();
        let fits = |url: &url::Url| {
            url.scheme() == "https"
                && url.username().is_empty()
                && url.password().is_none()
                && url.host_str().is_some_and(|host| host.contains('.'))
        };
        match url.filter(fits) {
            Some(url) => Some(url.into()),
            None => self.refuse(field, Why::Link),
        }
    }

    fn day(&mut self, field: &str) -> Option<Day> {
        let day = Day::parse_iso(self.draft.value(field));
        day.or_else(|| self.refuse(field, Why::Day))
    }

    /// A source that ships, or one of those on this very form.
    fn source(&mut self, field: &str) -> Option<String> {
        let name = self.draft.value(field);
        let own = name.strip_prefix("own-").and_then(|n| n.parse().ok());
        let is_known = match own {
            Some(number) => self.draft.numbers(Group::Source).contains(&number),
            None => self.shipped.get(name).is_some(),
        };
        match is_known {
            true => Some(name.to_owned()),
            false => self.refuse(field, Why::Source),
        }
    }
}
