//! A chain from new randomness with several hosts: who has its file goes on, who has not writes
//! nothing and says so, and nobody is lost either way.

use std::path::Path;

use enkel::app::App;
use enkel::flows::FlowError;
use enkel::flows::epoch::{
    Begun, Looked, Raise, begin_fresh, begun, destroy_old, finish, look_after, raise,
};

use crate::app::crowd::{Crowd, a_root, declares_as, looks_as};
use crate::app::{Backend, TestApp, raw, varied};

on_both_databases!(
    a_host_without_the_file_writes_nothing_and_loses_nobody,
    a_chain_that_was_begun_waits_while_the_months_go_on,
);

fn says_whose_key_it_is(error: &FlowError) {
    let causes = error.causes();
    assert!(
        causes.contains("is not this register's: copy it"),
        "{causes}"
    );
}

fn finishes(app: &App) {
    assert_eq!(finish(app, None, &mut || true).unwrap(), Looked::InOrder);
}

fn a_host_without_the_file_writes_nothing_and_loses_nobody(on: Backend) {
    let register = TestApp::on(on);
    let app = &register.app;
    let mut crowd = Crowd::of(app, 20);
    let same_host = register.another_host();
    let keys = register.copies_keys("keys-of-two");
    let second = register.host_named("host-2", &keys).unwrap();
    crowd.all_are_found(&second);
    let (file, several) = begin_fresh(app).unwrap();
    assert!(several, "the journal and the register know host-2");
    assert!(raise(app, Raise::ByHand).unwrap());
    let rows = || raw::rows(&app.store.register, "registration");
    for _ in 0..2 {
        says_whose_key_it_is(&declares_as(&second, &a_root(), varied(1)).unwrap_err());
        says_whose_key_it_is(&looks_as(&second, &crowd.root(3)).unwrap_err());
        assert!(finish(&second, None, &mut || true).is_err());
    }
    assert_eq!(rows(), 20);
    crowd.all_are_found(&same_host);
    crowd.declares(&same_host, 20, varied(20));
    copy(&file, &keys);
    crowd.all_are_found(&second);
    crowd.declares(&second, 21, varied(21));
    finishes(app);
    // The other host still holds the old step, until its own look.
    assert_eq!(second.keys.oldest().0, 1);
    assert!(destroy_old(&second).unwrap());
    for host in [app, &same_host, &second] {
        finishes(host);
        assert_eq!(host.keys.oldest().0, 2);
        crowd.all_are_found(host);
    }
    let names: Vec<_> = std::fs::read_dir(&keys).unwrap().collect();
    let left = names.into_iter().map(|name| name.unwrap().file_name());
    assert_eq!(left.filter(|name| name == "epoch.ratchet-fresh").count(), 0);
    register.is_sound();
}

fn a_chain_that_was_begun_waits_while_the_months_go_on(on: Backend) {
    let register = TestApp::on(on);
    let app = &register.app;
    let mut crowd = Crowd::of(app, 10);
    let keys = register.copies_keys("keys-of-two");
    let second = register.host_named("host-2", &keys).unwrap();
    let (file, _) = begin_fresh(app).unwrap();
    for _ in 0..6 {
        register.next_week();
    }
    // The months do not take it up, and from then on it fits no step any more.
    assert_eq!(begun(app).unwrap(), Begun::Waits);
    assert!(raise(app, Raise::Monthly).unwrap());
    assert!(file.exists());
    assert_eq!(begun(app).unwrap(), Begun::Nothing);
    // Both orders: the host that began it looks first, or the other.
    assert_eq!(
        look_after(app, None, &mut || true).unwrap(),
        Looked::InOrder
    );
    assert_eq!(register.steps(), (2, 2));
    crowd.all_are_found(&second);
    finishes(&second);
    assert!(!file.exists(), "nobody took it up");
    let (file, _) = begin_fresh(app).unwrap();
    for _ in 0..4 {
        register.next_week();
    }
    assert_eq!(
        look_after(&second, None, &mut || true).unwrap(),
        Looked::InOrder
    );
    assert_eq!(register.steps(), (3, 3));
    crowd.all_are_found(app);
    crowd.declares(app, 10, varied(10));
    finishes(app);
    assert!(!file.exists());
    assert_eq!((app.keys.oldest().0, second.keys.oldest().0), (3, 3));
    crowd.all_are_found(&register.another_host());
}

fn copy(file: &Path, folder: &Path) {
    std::fs::copy(file, folder.join(file.file_name().unwrap())).unwrap();
}
