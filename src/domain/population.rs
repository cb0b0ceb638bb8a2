//! How many Dutch people had another nationality, as others counted them: what the register's
//! figures are set beside.
//!
//! The totals of the last counts ship with the program (CBS StatLine 70999ned, CC BY 4.0). Counts
//! per nationality come from a dated file that the operator brings; none is made up here.

use super::clock::Day;
use super::nationality::Nationality;

const SHIPPED: &str = include_str!("../../data/reference/70999ned.csv");

/// The columns of a file of counts per nationality.
pub const COLUMNS: [&str; 4] = ["nationality", "population", "date", "source"];

/// The code of the line that counts everybody whose nationality has no line of its own.
pub const REST: &str = "rest";

/// More people than this do not live in the country.
const MOST: i64 = 20_000_000;

/// A file of counts cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {wrong}. {remedy}")]
pub struct PopulationRefused {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong there.
    pub wrong: String,
    /// How to mend it.
    pub remedy: &'static str,
}

/// Dutch people with another nationality, by nationality, on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Population {
    /// The day of the count.
    pub date: Day,
    /// Who counted, with the licence if there is one.
    pub source: String,
    /// People per nationality, each at least 1, in the order of the file.
    pub groups: Vec<(Nationality, i64)>,
    /// People whose nationality has no line of its own.
    pub rest: i64,
}

impl Population {
    /// Reads a CSV file with the columns of [`COLUMNS`] in any order: one line per nationality
    /// (a code of the figures' own), and at most one line `rest`.
    ///
    /// # Errors
    /// [`PopulationRefused`] for the first line that cannot be used.
    pub fn parse(text: &str) -> Result<Self, PopulationRefused> {
        let mut lines = (1..).zip(text.trim_start_matches('\u{feff}').lines());
        let order = order(lines.next().map_or("", |(_, line)| line))?;
        let mut found: Option<Self> = None;
        let mut rest_seen = false;
        for (line, text) in lines.filter(|(_, text)| !text.trim().is_empty()) {
            let row = Row::read(line, text, &order)?;
            let population = found.get_or_insert_with(|| Self {
                date: row.date,
                source: row.source.clone(),
                groups: Vec::new(),
                rest: 0,
            });
            population.agrees(&row)?;
            match row.nationality {
                Some(nationality) => population.groups.push((nationality, row.people)),
                None if rest_seen => return Err(twice(line, REST)),
                None => {
                    rest_seen = true;
                    population.rest = row.people;
                }
            }
        }
        found
            .filter(|population| !population.groups.is_empty())
            .ok_or_else(|| {
                refused(
                    1,
                    "the file counts no nationality",
                    "Give one line for each nationality",
                )
            })
    }

    /// Everybody in it.
    #[must_use]
    pub fn whole(&self) -> i64 {
        self.rest + self.groups.iter().map(|(_, people)| people).sum::<i64>()
    }

    fn agrees(&self, row: &Row) -> Result<(), PopulationRefused> {
        if self.date != row.date || self.source != row.source {
            return Err(refused(
                row.line,
                "date or source differs from the line above",
                "Put one count, of one day and from one source, in a file",
            ));
        }
        match row.nationality {
            Some(nationality) if self.groups.iter().any(|(known, _)| *known == nationality) => {
                Err(twice(row.line, nationality.code()))
            }
            _ => Ok(()),
        }
    }
}

struct Row {
    line: usize,
    nationality: Option<Nationality>,
    people: i64,
    date: Day,
    source: String,
}

impl Row {
    fn read(line: usize, text: &str, order: &[usize]) -> Result<Self, PopulationRefused> {
        let fields = fields(text);
        let columns = fields.len();
        if columns != order.len() {
            return Err(refused(
                line,
                &format!("it has {columns} fields and not {}", order.len()),
                "Quote a field that holds a comma",
            ));
        }
        let field = |column: usize| {
            let place = order.get(column).copied().unwrap_or_default();
            fields.get(place).map_or("", |field| field.trim())
        };
        let nationality = match field(0) {
            REST => None,
            code => Some(Nationality::from_code(code).ok_or_else(|| {
                refused(
                    line,
                    &format!("`{code}` is no nationality of the figures"),
                    "Use the codes of the table `nationality`, or add its people to the line `rest`",
                )
            })?),
        };
        let least = i64::from(nationality.is_some());
        let people = field(1)
            .parse()
            .ok()
            .filter(|people| (least..=MOST).contains(people));
        Ok(Self {
            line,
            nationality,
            people: people.ok_or_else(|| {
                refused(
                    line,
                    &format!("`{}` is no number of people", field(1)),
                    "Write a whole number from 1 up, without signs between the digits; leave out \
                     a nationality that nobody has",
                )
            })?,
            date: Day::parse_iso(field(2)).ok_or_else(|| {
                refused(
                    line,
                    &format!("`{}` is no day", field(2)),
                    "Write the day of the count as 2014-01-01",
                )
            })?,
            source: Some(field(3).to_owned())
                .filter(|source| !source.is_empty() && source.chars().count() <= 200)
                .ok_or_else(|| {
                    refused(
                        line,
                        "the source is missing or too long",
                        "Say who counted, and the licence",
                    )
                })?,
        })
    }
}

/// For each of [`COLUMNS`], its place in the file.
fn order(header: &str) -> Result<Vec<usize>, PopulationRefused> {
    const REMEDY: &str = "The first line must be nationality,population,date,source";
    let names: Vec<String> = fields(header)
        .iter()
        .map(|name| name.trim().to_owned())
        .collect();
    if let Some(other) = names.iter().find(|name| !COLUMNS.contains(&name.as_str())) {
        return Err(refused(1, &format!("there is no column `{other}`"), REMEDY));
    }
    let places = COLUMNS.iter().map(|column| {
        let mut places = names.iter().enumerate().filter(|(_, name)| name == column);
        match (places.next(), places.next()) {
            (Some((place, _)), None) => Ok(place),
            (None, _) => Err(refused(
                1,
                &format!("the column `{column}` is missing"),
                REMEDY,
            )),
            _ => Err(refused(
                1,
                &format!("the column `{column}` stands there twice"),
                REMEDY,
            )),
        }
    });
    places.collect()
}

/// The fields of one line of CSV; `"…"` may hold commas, and `""` in it is one quote.
fn fields(line: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut quoted = false;
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        let Some(field) = found.last_mut() else { break };
        match letter {
            '"' if quoted && letters.next_if_eq(&'"').is_some() => field.push('"'),
            '"' => quoted = !quoted,
            ',' if !quoted => found.push(String::new()),
            other => field.push(other),
        }
    }
    found
}

fn refused(line: usize, wrong: &str, remedy: &'static str) -> PopulationRefused {
    PopulationRefused {
        line,
        wrong: wrong.to_owned(),
        remedy,
    }
}

fn twice(line: usize, code: &str) -> PopulationRefused {
    refused(
        line,
        &format!("`{code}` stands there twice"),
        "Keep one line for each nationality",
    )
}

/// All Dutch people with another nationality on one day, by how many others they had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Total {
    /// The day of the count.
    pub date: Day,
    /// With one, two and three other nationalities.
    pub others: [i64; 3],
}

impl Total {
    /// Everybody with at least one other nationality.
    #[must_use]
    pub fn whole(&self) -> i64 {
        self.others.iter().sum()
    }

    /// The counts that ship with the program, the oldest first (CBS StatLine 70999ned, CC BY 4.0).
    /// The last one is of 2014: since then nobody in the Netherlands counts it.
    #[must_use]
    pub fn shipped() -> Vec<Self> {
        let mut totals: Vec<Self> = Vec::new();
        for line in SHIPPED.lines().skip(1) {
            let fields = fields(line);
            let [date, kind, people, ..] = fields.as_slice() else {
                continue;
            };
            let place = match kind.as_str() {
                "one_other" => 0,
                "two_others" => 1,
                _ => 2,
            };
            let (Some(date), Ok(people)) = (Day::parse_iso(date), people.parse()) else {
                continue;
            };
            if totals.last().is_none_or(|total| total.date != date) {
                totals.push(Self {
                    date,
                    others: [0; 3],
                });
            }
            if let Some(cell) = totals
                .last_mut()
                .and_then(|total| total.others.get_mut(place))
            {
                *cell = people;
            }
        }
        totals
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "nationality,population,date,source\n\
                        MA,300000,2014-01-01,\"Counted, by hand\"\n\
                        TR,280000,2014-01-01,\"Counted, by hand\"\n\
                        rest,700000,2014-01-01,\"Counted, by hand\"\n";

    #[test]
    fn a_dated_file_of_counts_is_read() {
        let population = Population::parse(GOOD).unwrap();
        assert_eq!(population.date.iso(), "2014-01-01");
        assert_eq!(population.source, "Counted, by hand");
        assert_eq!((population.groups.len(), population.rest), (2, 700_000));
        assert_eq!(population.whole(), 1_280_000);
        let turned = "date,source,population,nationality\n2020-05-01,x,5,MA\n";
        assert_eq!(Population::parse(turned).unwrap().whole(), 5);
    }

    #[test]
    fn what_cannot_be_used_is_refused_with_line_and_remedy() {
        let header = "nationality,population,date,source\n";
        for (text, line, wrong) in [
            ("", 1, "no column ``"),
            (header, 1, "no nationality"),
            (
                "nationality,population,source\nMA,5,x\n",
                1,
                "`date` is missing",
            ),
            (
                "nationality,population,date\nMA,5,2014-01-01\n",
                1,
                "`source` is missing",
            ),
            (
                "nationality,population,date,source,age\n",
                1,
                "no column `age`",
            ),
            ("date,nationality,population,date,source\n", 1, "twice"),
            (
                &format!("{header}MA,5,2014-01-01,x\n\nQQ,5,2014-01-01,x\n"),
                4,
                "`QQ`",
            ),
            (&format!("{header}ma,5,2014-01-01,x\n"), 2, "`ma`"),
            (
                &format!("{header}MA,5,2014-01-01,x\nMA,6,2014-01-01,x\n"),
                3,
                "`MA` stands there twice",
            ),
            (
                &format!("{header}rest,5,2014-01-01,x\nrest,6,2014-01-01,x\n"),
                3,
                "`rest` stands",
            ),
            (&format!("{header}MA,-5,2014-01-01,x\n"), 2, "`-5`"),
            (&format!("{header}MA,0,2014-01-01,x\n"), 2, "`0`"),
            (&format!("{header}MA,1.000,2014-01-01,x\n"), 2, "`1.000`"),
            (
                &format!("{header}MA,99999999999999999999,2014-01-01,x\n"),
                2,
                "no number",
            ),
            (&format!("{header}MA,5,1 jan 2014,x\n"), 2, "no day"),
            (&format!("{header}MA,5,2014-01-01,\n"), 2, "source"),
            (&format!("{header}MA,5,2014-01-01\n"), 2, "3 fields"),
            (
                &format!("{header}MA,5,2014-01-01,x\nTR,5,2015-01-01,x\n"),
                3,
                "differs",
            ),
        ] {
            let refused = Population::parse(text).unwrap_err();
            assert_eq!(refused.line, line, "{text}: {refused}");
            assert!(refused.wrong.contains(wrong), "{text}: {refused}");
            assert!(!refused.remedy.is_empty());
        }
    }

    #[test]
    fn the_counts_of_cbs_ship_and_end_in_2014() {
        let totals = Total::shipped();
        assert_eq!(totals.len(), 7);
        assert_eq!(SHIPPED.lines().count(), 1 + 3 * totals.len());
        assert_eq!(
            (totals[0].date.iso().as_str(), totals[0].whole()),
            ("1995-01-01", 402_198)
        );
        assert_eq!(
            (totals[6].date.iso().as_str(), totals[6].whole()),
            ("2014-01-01", 1_306_274)
        );
        assert!(
            totals
                .iter()
                .all(|total| total.others.iter().all(|cell| *cell > 0))
        );
        assert!(
            SHIPPED
                .lines()
                .skip(1)
                .all(|line| line.ends_with(",CBS StatLine 70999ned,CC BY 4.0"))
        );
    }
}
