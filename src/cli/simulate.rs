//! `enkel simulate`: the production noise path on made-up counts, for auditors. It reads no
//! register and needs no settings.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::policy::read_policy;
use super::{Ended, Stopped};
use crate::disclosure::policy::VERSION_1;
use crate::disclosure::simulate::{Counts, MOST_QUARTERS, Simulation, Tally};
use crate::domain::release::{Figure, TableFigures};
use crate::flows::FlowError;
use crate::flows::publish::csv::DIMENSIONS;
use crate::flows::simulate::simulate;

/// What to simulate.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A CSV file of made-up counts with the columns of figures.csv: `table`, the dimensions and
    /// `count`. Cells that are not named are zero; a table that is not named has everybody in
    /// "not told".
    #[arg(long, value_name = "FILE")]
    counts: PathBuf,
    /// How often to draw.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    runs: u64,
    /// For how many quarters the register goes on: noise grows with each, up to three years.
    #[arg(long, value_name = "N", default_value_t = 1,
          value_parser = clap::value_parser!(u8).range(1..=i64::from(MOST_QUARTERS)))]
    quarters: u8,
    /// Another family of tables to draw under; without it, the one that this program counts by.
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// Print what every run would have published, instead of what they come to.
    #[arg(long)]
    each: bool,
}

impl Arguments {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<Ended, Stopped> {
        let shown = self.counts.display();
        let file = std::fs::read(&self.counts)
            .map_err(|error| Stopped::Refused(format!("{shown} cannot be read ({error}).")))?;
        let counts = Counts::read(&file)
            .map_err(|refused| Stopped::Refused(format!("{shown}, {refused}.")))?;
        let policy = match &self.policy {
            Some(file) => read_policy(file)?,
            None => VERSION_1,
        };
        let simulation = Simulation::of(&counts, &policy, self.quarters)
            .ok_or_else(|| Stopped::Refused("that many quarters are not simulated".to_owned()))?;
        let mut lines = csv::Writer::from_writer(out);
        if self.each {
            let header = ["run", "table"].into_iter().chain(DIMENSIONS);
            lines
                .write_record(header.chain(["count", "margin_95", "status"]))
                .map_err(unwritten)?;
        }
        let tally = simulate(
            &counts,
            &simulation,
            self.runs,
            &mut |run, tables| match self.each {
                true => figures(&mut lines, run, tables).map_err(FlowError::Refused),
                false => Ok(()),
            },
        )?;
        if !self.each {
            summary(&mut lines, &tally).map_err(unwritten)?;
        }
        lines.flush()?;
        Ok(Ended::Good)
    }
}

type Lines<'a> = csv::Writer<&'a mut dyn Write>;

fn figures(lines: &mut Lines<'_>, run: u64, tables: &[TableFigures]) -> Result<(), String> {
    for table in tables {
        for (codes, figure) in &table.cells {
            let end = match figure {
                Figure::Shown { count, margin_95 } => {
                    [count.to_string(), margin_95.to_string(), String::new()]
                }
                Figure::Hidden => [String::new(), String::new(), "c".to_owned()],
            };
            let start = [run.to_string(), table.name.to_owned()];
            let line = start
                .into_iter()
                .chain(middle(table.dimensions, codes))
                .chain(end);
            lines
                .write_record(line)
                .map_err(|error| error.to_string())?;
        }
    }
    Ok(())
}

fn summary(lines: &mut Lines<'_>, tally: &Tally) -> Result<(), csv::Error> {
    let header = ["table", "cell", "true_count", "mean", "standard_deviation"];
    lines.write_record(
        header
            .into_iter()
            .chain(["shown_share", "within_margin_share"]),
    )?;
    let runs = tally.runs();
    for cell in tally.cells() {
        let within = match cell.shown {
            0 => String::new(),
            shown => format!("{:.4}", cell.within as f64 / shown as f64),
        };
        lines.write_record([
            cell.table.to_owned(),
            cell.codes.join(" "),
            cell.truth.to_string(),
            format!("{:.3}", cell.mean(runs)),
            format!("{:.3}", cell.deviation(runs)),
            format!("{:.4}", cell.shown as f64 / runs as f64),
            within,
        ])?;
    }
    Ok(())
}

/// The codes in the columns of all dimensions.
fn middle<'a>(dimensions: &'a [&str], codes: &'a [&str]) -> impl Iterator<Item = String> + 'a {
    DIMENSIONS.into_iter().map(move |column| {
        let place = dimensions.iter().position(|name| *name == column);
        let code = place.and_then(|place| codes.get(place));
        code.copied().unwrap_or_default().to_owned()
    })
}

fn unwritten(error: csv::Error) -> Stopped {
    Stopped::Output(std::io::Error::other(error))
}
