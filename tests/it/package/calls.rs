//! Which calls the program makes to the kernel, from its start over a visit to its end.

use std::collections::BTreeSet;

use crate::app::Backend;
use crate::faults::fleet::Fleet;
use crate::web::http::Request;

/// The names of all calls that `serve`, its jobs, `doctor`, `backup` and `keys export` made on a
/// register of their own.
pub fn of_a_whole_visit() -> BTreeSet<String> {
    let mut fleet = Fleet::on(Backend::Sqlite);
    let trace = fleet.home.path().join("calls");
    let strace = ["strace", "-D", "-f", "-o"].map(str::to_owned);
    let under = [&strace[..], &[trace.to_str().unwrap().to_owned()]].concat();
    fleet.members[0].under = under;
    fleet.starts();
    let at = fleet.members[0].at.unwrap();
    for path in ["/nl/", "/nl/start", "/nl/figures", "/data/releases.json"] {
        let request = Request::get(path).at_host("127.0.0.1:8080");
        assert!(request.sent_to(at).status < 500, "{path}");
    }
    fleet.members[0].stops();
    // The tracer stands aside, and writes its last line when the program is gone.
    let mut text = String::new();
    for _ in 0..200 {
        text = std::fs::read_to_string(&trace).unwrap();
        let last = text.lines().last().unwrap_or_default();
        if last.contains("+++ exited") {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    text.lines().filter_map(name).collect()
}

/// `123 openat(AT_FDCWD, …` or `123 <... futex resumed>`.
fn name(line: &str) -> Option<String> {
    let (_, rest) = line.split_once(' ')?;
    let call = rest.trim_start().strip_prefix("<... ").unwrap_or(rest);
    let call = call.trim_start().split(['(', ' ']).next()?;
    let is_name = call
        .chars()
        .all(|sign| sign.is_ascii_alphanumeric() || sign == '_');
    Some(call.to_owned()).filter(|call| is_name && !call.is_empty())
}
