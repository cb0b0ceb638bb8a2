//! A look as the text that Prometheus reads.

use std::fmt;

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;

use super::look::{Load, Seen};
use crate::flows::ready::JobSeen;

type Named<Name = &'static str> = Family<[(&'static str, Name); 1], Gauge>;

/// Writes it.
///
/// # Errors
/// When it cannot be formatted.
pub(super) fn of(seen: &Seen) -> Result<String, fmt::Error> {
    let mut registry = Registry::with_prefix("enkel");
    let version = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
    registry.register("build", "The program's version", version);
    how_it_is(&mut registry, seen);
    how_full(&mut registry, seen);
    databases(&mut registry, seen);
    jobs(&mut registry, &seen.jobs);
    let mut text = String::new();
    encode(&mut text, &registry)?;
    Ok(text)
}

fn how_it_is(registry: &mut Registry, seen: &Seen) {
    let mut tell = |name: &str, help: &str, value: i64| {
        let gauge: Gauge = Gauge::default();
        gauge.set(value);
        registry.register(name, help, gauge);
    };
    tell(
        "start_time_seconds",
        "When the program started",
        seen.started,
    );
    for (name, help, yes) in [
        ("ready", "Whether /readyz is green", seen.ready),
        (
            "clock_in_doubt",
            "Whether the host's clock jumped and is not believed yet",
            Some(seen.clock_in_doubt),
        ),
        (
            "close_due",
            "Whether a week is over and was not closed",
            seen.close_due,
        ),
        (
            "count_due",
            "Whether a quarter's day has come and it was not counted",
            seen.count_due,
        ),
        (
            "memory_above_design",
            "Whether the program holds more memory than visitors can make it hold",
            Some(seen.too_much_memory),
        ),
        (
            "crowded",
            "Whether visitors' devices are given work before a code is sent",
            seen.crowded,
        ),
        (
            "relay_up",
            "Whether the relay answered and would take letters from our sender",
            seen.relay,
        ),
        (
            "letters_held_up",
            "Whether sixteen or more letters were tried in vain and wait for another try",
            seen.letters_held_up,
        ),
    ] {
        if let Some(yes) = yes {
            tell(name, help, yes.into());
        }
    }
}

fn how_full(registry: &mut Registry, seen: &Seen) {
    let queues = Named::default();
    for (name, load) in &seen.queues {
        let load = match load {
            Load::Easy => 0,
            Load::Half => 1,
            Load::Nearly => 2,
        };
        queues.get_or_create(&[("of", *name)]).set(load);
    }
    let help = "How full something is: 0 under half, 1 half or more, 2 nine tenths or more";
    registry.register("load", help, queues);
}

fn databases(registry: &mut Registry, seen: &Seen) {
    let (up, within) = (Named::default(), Family::<_, Gauge<f64, _>>::default());
    for (name, answered) in seen.databases {
        let label = [("database", name)];
        up.get_or_create(&label).set(answered.is_some().into());
        if let Some(seconds) = answered {
            let gauge: &Gauge<f64, std::sync::atomic::AtomicU64> = &within.get_or_create(&label);
            gauge.set(seconds);
        }
    }
    registry.register("database_up", "Whether a database answers", up);
    registry.register(
        "database_answers_within_seconds",
        "The step within which a read of the program's own was answered",
        within,
    );
}

fn jobs(registry: &mut Registry, jobs: &[JobSeen]) {
    if jobs.is_empty() {
        return;
    }
    let (up, failed) = (Named::default(), Named::default());
    for job in jobs {
        let label = [("job", job.name.clone())];
        up.get_or_create(&label).set(job.up.into());
        failed.get_or_create(&label).set(job.failed.into());
    }
    registry.register("job_up", "Whether a job is there and comes round", up);
    registry.register(
        "job_failed",
        "Whether something in a job failed within the last ten minutes",
        failed,
    );
}
