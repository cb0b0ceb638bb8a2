//! What the board writes for a page, as HTML that can do nothing but say it.
//!
//! Only the tags named here come out, without any attribute but a link's address. HTML in the text is
//! shown as text, never passed on; a link leads to `https`, to mail, or within the site.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, html};

use crate::domain::document::is_unseen;

/// No text is longer, in characters.
pub const LONGEST: usize = 20_000;
/// Nothing stands in more than so many others.
const DEEPEST: usize = 8;

/// Why a text is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Over [`LONGEST`].
    Long,
    /// A sign that is not seen, or that turns the line around.
    Sign,
    /// Lists in lists in lists.
    Deep,
}

/// The HTML of a text.
///
/// # Errors
/// [`Refused`] says why there is none.
pub fn to_html(text: &str) -> Result<String, Refused> {
    if text.chars().count() > LONGEST {
        return Err(Refused::Long);
    }
    if text.chars().any(is_unseen) {
        return Err(Refused::Sign);
    }
    let parsed = Parser::new_ext(text, Options::empty()).into_offset_iter();
    let parsed: Vec<_> = parsed.collect();
    if depth(&parsed) > DEEPEST {
        return Err(Refused::Deep);
    }
    let mut kept = Keeping::default();
    let events = lists_that_say_something(text, &parsed).into_iter();
    let mut written = String::new();
    html::push_html(&mut written, events.filter_map(|event| kept.take(event)));
    // Links to elsewhere tell that site nothing of ours.
    Ok(written.replace(
        "<a href=\"https:",
        "<a rel=\"external noreferrer\" href=\"https:",
    ))
}

/// A part of a text, and where it stands there.
type Parsed<'a> = (Event<'a>, Range<usize>);

/// In how many others the deepest part stands.
fn depth(parsed: &[Parsed<'_>]) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for (event, _) in parsed {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// A sign with nothing behind it is that sign, as it was typed, and no list of empty points.
fn lists_that_say_something<'a>(text: &'a str, parsed: &[Parsed<'a>]) -> Vec<Event<'a>> {
    let mut silent_to = 0;
    let mut kept = Vec::new();
    for (place, (event, span)) in parsed.iter().enumerate() {
        if span.start < silent_to {
            continue;
        }
        let is_silent = matches!(event, Event::Start(Tag::List(_)))
            && parsed
                .iter()
                .skip(place)
                .take_while(|(_, inner)| inner.start < span.end)
                .all(|(inner, _)| matches!(inner, Event::Start(_) | Event::End(_)));
        if is_silent {
            silent_to = span.end;
            let signs = text.get(span.clone()).unwrap_or_default().trim();
            kept.push(Event::Start(Tag::Paragraph));
            kept.push(Event::Text(signs.into()));
            kept.push(Event::End(TagEnd::Paragraph));
        } else {
            kept.push(event.clone());
        }
    }
    kept
}

#[derive(Default)]
struct Keeping {
    /// For each open link, whether it is one.
    links: Vec<bool>,
}

impl Keeping {
    fn take<'a>(&mut self, event: Event<'a>) -> Option<Event<'a>> {
        match event {
            Event::Start(tag) => self.opens(tag),
            Event::End(tag) => self.closes(tag),
            Event::Html(text) | Event::InlineHtml(text) | Event::Code(text) => {
                Some(Event::Text(text))
            }
            Event::Text(_) | Event::SoftBreak | Event::HardBreak | Event::Rule => Some(event),
            _ => None,
        }
    }

    fn opens<'a>(&mut self, tag: Tag<'a>) -> Option<Event<'a>> {
        match tag {
            Tag::Paragraph
            | Tag::BlockQuote(_)
            | Tag::List(_)
            | Tag::Item
            | Tag::Emphasis
            | Tag::Strong => Some(Event::Start(tag)),
            Tag::Heading { level, .. } => Some(Event::Start(Tag::Heading {
                level: lower(level),
                id: None,
                classes: Vec::new(),
                attrs: Vec::new(),
            })),
            Tag::Link { dest_url, .. } => {
                let good = is_good(&dest_url);
                self.links.push(good);
                good.then_some(Event::Start(Tag::Link {
                    link_type: LinkType::Inline,
                    dest_url,
                    title: CowStr::Borrowed(""),
                    id: CowStr::Borrowed(""),
                }))
            }
            Tag::CodeBlock(_) | Tag::HtmlBlock => Some(Event::Start(Tag::Paragraph)),
            _ => None,
        }
    }

    fn closes<'a>(&mut self, tag: TagEnd) -> Option<Event<'a>> {
        match tag {
            TagEnd::Paragraph
            | TagEnd::BlockQuote(_)
            | TagEnd::List(_)
            | TagEnd::Item
            | TagEnd::Emphasis
            | TagEnd::Strong => Some(Event::End(tag)),
            TagEnd::Heading(level) => Some(Event::End(TagEnd::Heading(lower(level)))),
            TagEnd::Link => self.links.pop().unwrap_or(false).then_some(Event::End(tag)),
            TagEnd::CodeBlock | TagEnd::HtmlBlock => Some(Event::End(TagEnd::Paragraph)),
            _ => None,
        }
    }
}

/// The page has its own first heading.
const fn lower(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 => HeadingLevel::H2,
        HeadingLevel::H2 => HeadingLevel::H3,
        _ => HeadingLevel::H4,
    }
}

fn is_good(link: &str) -> bool {
    let plain =
        !link.contains(|sign: char| sign.is_control() || sign.is_whitespace() || sign == '\\');
    let within = link.starts_with('/') && !link.starts_with("//");
    let starts = |scheme: &str| link.get(..scheme.len()).is_some_and(|s| s == scheme);
    plain && (within || starts("https://") || starts("mailto:"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TAGS: [&str; 13] = [
        "p",
        "ul",
        "ol",
        "li",
        "h2",
        "h3",
        "h4",
        "em",
        "strong",
        "blockquote",
        "hr /",
        "br /",
        "a",
    ];

    /// Whether nothing but the promised tags and addresses stands in it.
    fn is_tame(html: &str) -> bool {
        html.split('<').skip(1).all(|rest| {
            let tag = rest.split('>').next().unwrap().trim_start_matches('/');
            let link = tag.strip_prefix("a rel=\"external noreferrer\" href=\"https://");
            let link = link.or_else(|| tag.strip_prefix("a href=\"/"));
            let link = link.or_else(|| tag.strip_prefix("a href=\"mailto:"));
            let number = tag
                .strip_prefix("ol start=\"")
                .and_then(|n| n.strip_suffix('"'));
            TAGS.contains(&tag)
                || link.is_some_and(|l| l.ends_with('"') && !l[..l.len() - 1].contains('"'))
                || number.is_some_and(|n| n.parse::<u64>().is_ok())
        })
    }

    #[test]
    fn what_is_said_is_said() {
        let html = to_html("# Kop\n\nEen *zin* met [ons](/nl/about) en [hen](https://x.example/).\n\n1. een\n2. twee").unwrap();
        for part in [
            "<h2>Kop</h2>",
            "<em>zin</em>",
            "<a href=\"/nl/about\">ons</a>",
            "<a rel=\"external noreferrer\" href=\"https://x.example/\">hen</a>",
            "<li>twee</li>",
        ] {
            assert!(html.contains(part), "{html}");
        }
        assert!(is_tame(&html));
    }

    #[test]
    fn a_list_without_a_word_is_the_signs_that_were_typed() {
        for signs in ["*", "-", "1.", "+"] {
            assert_eq!(to_html(signs).unwrap(), format!("<p>{signs}</p>\n"));
        }
        assert_eq!(
            to_html("*\n*\n\nslot").unwrap(),
            "<p>*\n*</p>\n<p>slot</p>\n"
        );
        let with_words = to_html("* een\n*\n* twee").unwrap();
        assert_eq!(with_words.matches("<li>").count(), 3, "{with_words}");
        assert!(
            to_html("- ***").unwrap().contains("<li>"),
            "a line says something"
        );
    }

    #[test]
    fn hostile_texts_come_out_as_words() {
        for hostile in [
            "<script>alert(1)</script>",
            "x <img src=x onerror=alert(1)> y",
            "[a](javascript:alert(1))",
            "[a](javascript&#58;alert(1))",
            "[a](JaVaScRiPt:alert(1))",
            "[a](data:text/html,x)",
            "[a](vbscript:x)",
            "[a](//evil.example)",
            "[a](/\\evil.example)",
            "[a](http://plain.example)",
            "<javascript:alert(1)>",
            "![x](javascript:alert(1))",
            "![x](https://tracker.example/p.png)",
            "[a]\n\n[a]: javascript:alert(1) \"x\"",
            "<a href=\"https://x.example\" onclick=\"x\">x</a>",
            "<style>*{display:none}</style>",
            "```html\n<script>1</script>\n```",
            "# x {onclick=alert(1)}",
            "[a](https://x.example/\"onmouseover=\"x)",
            "<div><p>unclosed",
        ] {
            let html = to_html(hostile).unwrap();
            assert!(is_tame(&html), "{hostile}: {html}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_refused() {
        assert_eq!(to_html(&"x".repeat(LONGEST + 1)), Err(Refused::Long));
        assert_eq!(to_html("a\u{202e}b"), Err(Refused::Sign));
        assert_eq!(to_html("a\u{0}b"), Err(Refused::Sign));
        assert_eq!(
            to_html(&format!("{}x", "> ".repeat(40))),
            Err(Refused::Deep)
        );
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_tame(parts in prop::collection::vec(prop::sample::select(vec![
            "<", ">", "\"", "'", "[a](", ")", "javascript:", "https://x.example", "/x", "`", "```", "\n", "\n\n",
            "# ", "- ", "1. ", "> ", "*", "**", "_", "!", "<a href=", "<script>", "&lt;", "&#60;", "\\", "onclick=", "x", " ", "[a]: ",
        ]), 0..40)) {
            if let Ok(html) = to_html(&parts.concat()) {
                prop_assert!(is_tame(&html), "{}", html);
            }
        }
    }
}
