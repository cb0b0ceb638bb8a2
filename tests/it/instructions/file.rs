//! What was counted, as it stands in the repository.

use std::fmt::Write as _;

/// The command that makes the file anew.
pub const RENEW: &str =
    "ENKEL_RENEW_INSTRUCTIONS=1 cargo test --test it -- instructions::the_hottest";

const HEAD: &str = "\
# User instructions for one request of each kind, by callgrind, tests' build (--profile dev: our
# own code is not optimised), SQLite. tests/it/instructions.rs counts and compares; docs/performance.md
# says how to read it. Renewed by:
";

/// The step that is counted so that it can be taken off.
pub const DERIVATION: &str = "the derivation alone";
/// The step that holds one.
pub const POST_CODE: &str = "POST code";

/// One kind of request.
#[derive(Clone, Debug)]
pub struct Counted {
    name: String,
    instructions: u64,
}

impl Counted {
    pub fn new(name: &str, instructions: u64) -> Self {
        Self {
            name: name.to_owned(),
            instructions,
        }
    }
}

/// All kinds, and what made the program.
pub struct Counts {
    pub compiler: String,
    pub counted: Vec<Counted>,
}

impl Counts {
    pub fn read(text: &str) -> Self {
        let mut lines = text.lines().filter(|line| !line.starts_with('#'));
        let compiler = lines.next().expect("a compiler").to_owned();
        let counted = lines.map(|line| {
            let (name, number) = line.rsplit_once(' ').expect("a name and a number");
            Counted::new(name.trim_end(), number.parse().unwrap())
        });
        Self {
            compiler,
            counted: counted.collect(),
        }
    }

    pub fn written(&self) -> String {
        let mut text = format!("{HEAD}#     {RENEW}\n{}\n", self.compiler);
        for one in &self.counted {
            writeln!(text, "{:<24} {}", one.name, one.instructions).unwrap();
        }
        text
    }

    /// A line for each kind that is further from the other than this many percent, or that only
    /// one of them has.
    pub fn differ(&self, now: &Self, percent: u64) -> Vec<String> {
        let mut lines = Vec::new();
        for Counted { name, instructions } in &self.counted {
            let Some(count) = now.of(name) else {
                lines.push(format!("    {name}: not counted, was {instructions}\n"));
                continue;
            };
            if count.abs_diff(*instructions) * 100 > instructions * percent {
                let change = 100.0 * (count as f64 / *instructions as f64 - 1.0);
                lines.push(format!(
                    "    {name}: {count}, was {instructions} ({change:+.1} %)\n"
                ));
            }
        }
        for Counted { name, instructions } in &now.counted {
            if self.of(name).is_none() {
                lines.push(format!("    {name}: {instructions}, was not counted\n"));
            }
        }
        lines
    }

    fn of(&self, name: &str) -> Option<u64> {
        let found = self.counted.iter().find(|one| one.name == name);
        found.map(|one| one.instructions)
    }
}

/// Argon2's share is set by its memory and would hide the rest.
pub fn without_the_derivation(counted: Vec<Counted>) -> Vec<Counted> {
    let (derivation, mut rest): (Vec<_>, Vec<_>) =
        counted.into_iter().partition(|one| one.name == DERIVATION);
    for one in rest.iter_mut().filter(|one| one.name == POST_CODE) {
        one.instructions -= derivation[0].instructions;
    }
    rest
}
