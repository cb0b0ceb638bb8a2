//! An auditor with the program alone: no settings, no register.

use super::Terminal;

const COUNTS: &str = "table,nationality,province,count\n\
    nationality,MA,,700\nnationality,TR,,300\nprovince,,PV26,1000\n";

#[test]
fn an_auditor_draws_made_up_counts_with_the_noise_of_counting_day() {
    let terminal = Terminal::new();
    let file = terminal.path("counts.csv");
    std::fs::write(&file, COUNTS).unwrap();
    let words = [
        "simulate",
        "--runs",
        "40",
        "--counts",
        file.to_str().unwrap(),
    ];
    let said = terminal.runs(&words).good().out;
    let mut lines = csv::Reader::from_reader(said.as_bytes());
    let lines: Vec<csv::StringRecord> = lines.records().map(Result::unwrap).collect();
    let morocco = lines
        .iter()
        .find(|line| &line[0] == "nationality" && &line[1] == "MA");
    let morocco = morocco.expect("a line per cell");
    assert_eq!((&morocco[2], &morocco[5]), ("700", "1.0000"));
    let mean: f64 = morocco[3].parse().unwrap();
    // One draw strays by 4.7; a mean of 40 strays by 10 once in far more than a million times.
    assert!((mean - 700.0).abs() < 10.0, "{mean}");
    let region = lines.iter().filter(|line| &line[0] == "region").count();
    assert_eq!(region, 8);

    let each = [&words[..], &["--each", "--quarters", "4"]].concat();
    let said = terminal.runs(&each).good().out;
    let shown = |line: &&str| line.contains(",nationality,MA,");
    let runs: Vec<&str> = said.lines().filter(shown).collect();
    assert_eq!(runs.len(), 40);
    assert!(runs.iter().all(|line| line.contains(",20,")), "{}", runs[0]);
    let different: std::collections::BTreeSet<&str> = runs
        .iter()
        .map(|line| line.split(",nationality,").nth(1).unwrap())
        .collect();
    assert!(different.len() > 1, "fresh noise in each run");
}

#[test]
fn what_an_auditor_mistypes_is_refused_with_its_line() {
    let terminal = Terminal::new();
    let file = terminal.path("counts.csv");
    std::fs::write(&file, COUNTS.replace(",MA,", ",QQ,")).unwrap();
    let words = [
        "simulate",
        "--runs",
        "1",
        "--counts",
        file.to_str().unwrap(),
    ];
    terminal
        .runs(&words)
        .refused("line 2: table nationality has no cell `QQ`");
}

#[test]
fn a_family_that_costs_too_much_is_refused_with_line_and_remedy() {
    let terminal = Terminal::new();
    let shown = terminal.runs(&["policy", "show"]).good().out;
    let file = terminal.path("policy.toml");
    let check = ["policy", "check", file.to_str().unwrap()];
    std::fs::write(&file, &shown).unwrap();
    let said = terminal.runs(&check).good().out;
    assert!(said.contains("This program can count by it"), "{said}");
    let second = terminal.runs(&["policy", "show", "2"]).good().out;
    assert!(second.contains("version = 2"), "{second}");
    terminal.runs(&["policy", "show", "9"]).refused("version 9");
    let dear = shown
        .replacen(
            "loss = 50\nscale = \"20/1\"",
            "loss = 100\nscale = \"10/1\"",
            1,
        )
        .replacen("weight = 208376740", "weight = 834028009", 1);
    std::fs::write(&file, dear).unwrap();
    let said = terminal.runs(&check).refused("lower one of them");
    assert!(said.err.contains("line 86"), "{}", said.err);
}
