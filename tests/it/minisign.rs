//! Anybody with Debian's `minisign` can check a release; and what it signs, we can check.

use std::path::Path;
use std::process::{Command, Output};

use enkel::crypto::SignError;
use enkel::crypto::sign::{ReleaseKey, verify};

fn minisign(dir: &Path, arguments: &[&str]) -> Output {
    Command::new("minisign")
        .current_dir(dir)
        .args(arguments)
        .output()
        .expect("minisign must be installed: apt-get install minisign")
}

const FILE: &[u8] = b"release,table,count\n2026-Q4,total,12345\n";

#[test]
fn minisign_accepts_our_signature_and_reads_its_comment() {
    let dir = tempfile::tempdir().unwrap();
    let key = ReleaseKey::generate().unwrap();
    let signature = key.sign(FILE, "2026-Q4 SHA256SUMS").unwrap();
    std::fs::write(dir.path().join("pub"), key.public_text()).unwrap();
    std::fs::write(dir.path().join("sums"), FILE).unwrap();
    std::fs::write(dir.path().join("sig"), &signature).unwrap();
    let check = ["-V", "-Q", "-p", "pub", "-m", "sums", "-x", "sig"];
    let seen = minisign(dir.path(), &check);
    assert!(seen.status.success(), "{seen:?}");
    assert_eq!(seen.stdout, b"2026-Q4 SHA256SUMS\n");

    std::fs::write(dir.path().join("sums"), [FILE, b"x"].concat()).unwrap();
    assert!(!minisign(dir.path(), &check).status.success());
    std::fs::write(dir.path().join("sums"), FILE).unwrap();
    let retold = signature.replace("2026-Q4", "2027-Q1");
    std::fs::write(dir.path().join("sig"), retold).unwrap();
    assert!(!minisign(dir.path(), &check).status.success());
}

#[test]
fn we_accept_what_minisign_signs_and_nothing_that_was_changed() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("sums"), FILE).unwrap();
    let made = minisign(dir.path(), &["-G", "-W", "-p", "pub", "-s", "key"]);
    assert!(made.status.success(), "{made:?}");
    let sign = [
        "-S", "-s", "key", "-t", "by hand", "-m", "sums", "-x", "sig",
    ];
    let signed = minisign(dir.path(), &sign);
    assert!(signed.status.success(), "{signed:?}");
    let read = |name: &str| std::fs::read_to_string(dir.path().join(name)).unwrap();
    let (public, signature) = (read("pub"), read("sig"));
    assert_eq!(verify(&public, FILE, &signature).as_deref(), Ok("by hand"));
    assert_eq!(verify(&public, b"other", &signature), Err(SignError::Wrong));
    let retold = signature.replace("by hand", "by mind");
    assert_eq!(verify(&public, FILE, &retold), Err(SignError::Wrong));

    let ours = ReleaseKey::generate().unwrap();
    let other = ours.public_text();
    assert_eq!(verify(&other, FILE, &signature), Err(SignError::OtherKey));
    assert_eq!(
        verify("no key", FILE, &signature),
        Err(SignError::PublicKey)
    );
    assert_eq!(
        verify(&public, FILE, "no signature"),
        Err(SignError::Format)
    );
    for comment in ["two\nlines", &"x".repeat(1_025)] {
        assert_eq!(ours.sign(FILE, comment), Err(SignError::Comment));
    }
}
