//! A process dies at any moment, most unkindly, again and again, while people press buttons.

use super::fleet::Fleet;
use super::trial::{Trial, nothing_is_lost};
use super::{is_long, size};
use crate::app::Backend;

/// After how many kills the ballot box is opened too.
const BOX_EVERY: usize = 5;

/// Ten parts, so that a long run that was stopped goes on with those that are missing. The first
/// is the short run too.
macro_rules! parts {
    ($($name:ident $first:literal),+ $(,)?) => {
        $(fn $name(on: Backend) {
            part(on, $first);
        })+
        on_both_databases!($($name),+);
    };
}

parts!(
    killed_again_and_again_nothing_acknowledged_is_lost_0 true,
    killed_again_and_again_nothing_acknowledged_is_lost_1 false,
    killed_again_and_again_nothing_acknowledged_is_lost_2 false,
    killed_again_and_again_nothing_acknowledged_is_lost_3 false,
    killed_again_and_again_nothing_acknowledged_is_lost_4 false,
    killed_again_and_again_nothing_acknowledged_is_lost_5 false,
    killed_again_and_again_nothing_acknowledged_is_lost_6 false,
    killed_again_and_again_nothing_acknowledged_is_lost_7 false,
    killed_again_and_again_nothing_acknowledged_is_lost_8 false,
    killed_again_and_again_nothing_acknowledged_is_lost_9 false,
);

fn part(on: Backend, first: bool) {
    if !first && !is_long() {
        return;
    }
    nothing_is_lost("kill", Fleet::on(on), |trial| {
        let kills = size(6, 100);
        for number in 1..=kills {
            strikes(trial);
            trial.looks(number % BOX_EVERY == 0 || number == kills);
        }
    });
}

/// Kills one process, or the whole machine, and starts again what died.
fn strikes(trial: &mut Trial) {
    trial.waits_for_a_moment();
    let many = trial.fleet.members.len();
    let all = trial.dice.below(6) == 0;
    let one = trial.dice.below(many);
    let dead = (0..many).filter(|number| all || *number == one);
    let dead: Vec<usize> = dead.collect();
    for number in &dead {
        trial.fleet.members[*number].is_killed();
    }
    trial.faults += 1;
    trial.start_again(&dead);
    trial.fleet.looks_after_all();
}
