//! Writes a file anew, with its mistakes behind switches.

use std::ops::Range;

use crate::site::Site;

/// A file with mistakes in it, and where in it each of them stands.
pub struct Planted {
    pub text: String,
    pub places: Vec<(usize, Range<usize>)>,
}

struct Writer<'a> {
    source: &'a str,
    sites: &'a [(usize, Site)],
    out: Planted,
}

pub fn plant(source: &str, sites: &[(usize, Site)]) -> Planted {
    let mut writer = Writer {
        source,
        sites,
        out: Planted {
            text: String::new(),
            places: Vec::new(),
        },
    };
    writer.write(0..source.len(), None);
    writer.out
}

impl Writer<'_> {
    /// Writes a range with what is inside it; `within` is the expression just being wrapped.
    fn write(&mut self, range: Range<usize>, within: Option<&Range<usize>>) {
        let mut at = range.start;
        while at < range.end {
            // What stands before an expression was written before it was wrapped.
            if within.is_none_or(|whole| whole.start != at) {
                self.points(at);
            }
            let wrap = self.widest_at(at, &range, within);
            if let Some(whole) = wrap {
                self.wrap(&whole);
                at = whole.end;
            } else {
                let next = self.source[at..].chars().next().map_or(1, char::len_utf8);
                self.out.text.push_str(&self.source[at..at + next]);
                at += next;
            }
        }
        if range.end == self.source.len() {
            self.points(range.end);
        }
    }

    fn widest_at(
        &self,
        at: usize,
        range: &Range<usize>,
        within: Option<&Range<usize>>,
    ) -> Option<Range<usize>> {
        let inside = |whole: &Range<usize>| {
            whole.start == at
                && whole.end <= range.end
                && within.is_none_or(|outer| whole.end - whole.start < outer.end - outer.start)
        };
        let wholes = self.sites.iter().filter_map(|(_, site)| match site {
            Site::Becomes { whole, .. } if inside(whole) => Some(whole.clone()),
            Site::NotTakenGuarded { guard } if inside(guard) => Some(guard.clone()),
            _ => None,
        });
        wholes.max_by_key(|whole| whole.end)
    }

    fn wrap(&mut self, whole: &Range<usize>) {
        self.out.text.push('(');
        for (number, site) in self.sites {
            match site {
                Site::Becomes { whole: here, text } if here == whole => {
                    self.piece(
                        *number,
                        &format!("if crate::mistake::on({number}) {{ {text} }} else "),
                    );
                }
                Site::NotTakenGuarded { guard } if guard == whole => {
                    self.piece(
                        *number,
                        &format!("if crate::mistake::on({number}) {{ false }} else "),
                    );
                }
                _ => {}
            }
        }
        self.out.text.push_str("{ ");
        self.write(whole.clone(), Some(whole));
        self.out.text.push_str(" })");
    }

    fn points(&mut self, at: usize) {
        for (number, site) in self.sites {
            match site {
                Site::Returns { at: here, value } if *here == at => {
                    self.piece(
                        *number,
                        &format!("if crate::mistake::on({number}) {{ return {value}; }} "),
                    );
                }
                Site::NotTaken { pattern_end } if *pattern_end == at => {
                    self.piece(*number, &format!(" if !crate::mistake::on({number})"));
                }
                _ => {}
            }
        }
    }

    fn piece(&mut self, number: usize, text: &str) {
        let start = self.out.text.len();
        self.out.text.push_str(text);
        self.out.places.push((number, start..self.out.text.len()));
    }
}

#[cfg(test)]
mod tests {
    use crate::list::{Mistake, Place, Span};
    use crate::site::sites;

    use super::plant;

    fn mistake(genre: &str, replacement: &str, columns: (usize, usize)) -> Mistake {
        let place = |column| Place { line: 1, column };
        Mistake {
            file: "f.rs".to_owned(),
            genre: genre.to_owned(),
            name: String::new(),
            replacement: replacement.to_owned(),
            span: Span {
                start: place(columns.0),
                end: place(columns.1),
            },
        }
    }

    fn planted(source: &str, mistakes: &[Mistake]) -> String {
        let numbered: Vec<(usize, &Mistake)> = mistakes.iter().enumerate().collect();
        let sites = sites(source, &numbered).expect("a file that parses");
        plant(source, &sites).text
    }

    fn on(number: usize) -> String {
        format!("crate::mistake::on({number})")
    }

    #[test]
    fn an_operator_inside_another_has_a_switch_of_its_own() {
        let source = "fn f(a: u8, b: u8) -> bool { a + 1 < b }";
        let less = mistake("BinaryOperator", ">", (36, 37));
        let plus = mistake("BinaryOperator", "-", (32, 33));
        let (less_on, plus_on) = (on(0), on(1));
        let expected = format!(
            "fn f(a: u8, b: u8) -> bool {{ (if {less_on} {{ a + 1 > b }} else {{ \
             (if {plus_on} {{ a - 1 }} else {{ a + 1 }}) < b }}) }}"
        );
        assert_eq!(planted(source, &[less, plus]), expected);
    }

    #[test]
    fn a_function_gives_back_something_else_before_it_begins() {
        let source = "fn f() -> bool { !g() }";
        let value = mistake("FnValue", "true", (18, 22));
        let expected = format!("fn f() -> bool {{ if {} {{ return true; }} !g() }}", on(0));
        assert_eq!(planted(source, &[value]), expected);
    }

    #[test]
    fn an_arm_is_passed_by_with_its_guard_or_without() {
        let source = "fn f() { match x { 1 if y => a(), 2 => b(), _ => c() } }";
        let first = mistake("MatchArm", "", (20, 33));
        let second = mistake("MatchArm", "", (35, 43));
        let expected = format!(
            "fn f() {{ match x {{ 1 if (if {} {{ false }} else {{ y }}) => a(), \
             2 if !{} => b(), _ => c() }} }}",
            on(0),
            on(1)
        );
        assert_eq!(planted(source, &[first, second]), expected);
    }
}
