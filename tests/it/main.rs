//! The integration tests: sentences told by actors, on both databases.

#[cfg(test)]
#[macro_use]
mod app;

/// Python, for programs that need nothing but its standard library.
#[cfg(test)]
fn python() -> std::ffi::OsString {
    let given = std::env::var_os("ENKEL_TEST_PYTHON");
    given.unwrap_or_else(|| "python3".into())
}

#[cfg(test)]
mod any_history;
#[cfg(test)]
mod any_restore;
#[cfg(test)]
mod archive_is_checked;
#[cfg(test)]
mod asvs;
#[cfg(test)]
mod attackers;
#[cfg(test)]
mod backup_is_whole;
#[cfg(test)]
mod ballot_is_counted_once;
#[cfg(test)]
mod board_counts;
#[cfg(test)]
mod board_is_killed;
#[cfg(test)]
mod board_keeps_keys_on_paper;
#[cfg(test)]
mod browser;
#[cfg(test)]
mod ceremony;
#[cfg(test)]
mod citizen_declares;
#[cfg(test)]
mod citizen_gets_in;
#[cfg(test)]
mod citizen_waits_for_mail;
#[cfg(test)]
mod cli;
#[cfg(test)]
mod clients;
#[cfg(test)]
mod cluster;
#[cfg(test)]
mod configuration;
#[cfg(test)]
mod data_service;
#[cfg(test)]
mod declarations_lapse;
#[cfg(test)]
mod dry_run;
#[cfg(test)]
mod epochs;
#[cfg(test)]
mod errata;
mod example_file;
#[cfg(test)]
mod fails_over;
#[cfg(test)]
mod families;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod hosts;
#[cfg(test)]
mod instructions;
#[cfg(test)]
mod journal;
#[cfg(test)]
mod keys_and_clocks;
#[cfg(test)]
mod layers;
#[cfg(test)]
mod many_at_once;
#[cfg(test)]
mod migrations;
#[cfg(test)]
mod minisign;
#[cfg(test)]
mod office;
#[cfg(test)]
mod package;
#[cfg(test)]
mod power_loss;
#[cfg(test)]
mod recomputed;
#[cfg(test)]
mod register_moves;
#[cfg(test)]
mod register_starts;
#[cfg(test)]
mod relay_is_away;
#[cfg(test)]
mod representativeness;
#[cfg(test)]
mod restores;
#[cfg(test)]
mod retention;
#[cfg(test)]
mod sampler;
#[cfg(test)]
mod smtp;
#[cfg(test)]
mod snippets;
#[cfg(test)]
mod still_alive;
#[cfg(test)]
mod stranger_learns_nothing;
#[cfg(test)]
mod thief_finds_nothing;
#[cfg(test)]
mod upgrades;
#[cfg(test)]
mod watched;
#[cfg(test)]
mod web;
#[cfg(test)]
mod what_each_theft_surrenders;
