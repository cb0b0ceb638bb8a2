//! A bare Debian root made by debootstrap, in which packages are installed and units' own commands
//! are run. No service manager runs there. Every command has a mount namespace of its own, so that
//! nothing stays mounted, whatever happens.

use std::fs;
use std::os::unix::net::UnixDatagram;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// Where a register lies once the package is there.
pub const REGISTER: &str = "/var/lib/enkel/register";
const UNITS: &str = "usr/lib/systemd/system";
const CREDENTIALS: &str = "/run/credentials/enkel.service";
const SUITE: &str = "bookworm";

/// A root of its own; thrown away when it is dropped.
pub struct Machine {
    root: tempfile::TempDir,
}

/// What a command said.
pub struct Said(pub i32, pub String);

impl Said {
    fn of(output: &Output) -> Self {
        let text = [&output.stdout[..], &output.stderr].concat();
        let code = output.status.code().unwrap_or(-1);
        Self(code, String::from_utf8_lossy(&text).into_owned())
    }

    #[track_caller]
    pub fn good(self) -> String {
        assert_eq!(self.0, 0, "{}", self.1);
        self.1
    }
}

impl Machine {
    /// Bare, from the mirror that this machine itself uses. Made once, and copied.
    pub fn bare() -> Self {
        let pristine = pristine();
        let root = tempfile::tempdir_in("/var/tmp").unwrap();
        runs(
            Command::new("cp")
                .arg("-a")
                .arg(pristine.join("."))
                .arg(root.path()),
        );
        runs(Command::new("chmod").arg("755").arg(root.path()));
        // No service is started by a package.
        let policy = root.path().join("usr/sbin/policy-rc.d");
        fs::write(&policy, "#!/bin/sh\nexit 101\n").unwrap();
        runs(Command::new("chmod").arg("755").arg(policy));
        Self { root }
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.root.path().join(path.trim_start_matches('/'))
    }

    /// A command that is run inside, as root.
    fn inside(&self, words: &[&str]) -> Command {
        let mut command = Command::new("unshare");
        let root = self.root.path().display();
        let proc = format!("--mount-proc={root}/proc");
        command.args(["--mount", "--pid", "--fork", "--kill-child", &proc]);
        command.arg("chroot").arg(self.root.path()).args(words);
        command.env_clear().env("LC_ALL", "C.UTF-8");
        for proxy in ["http_proxy", "https_proxy"] {
            command.envs(std::env::var_os(proxy).map(|value| (proxy, value)));
        }
        command.env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        command.env("DEBIAN_FRONTEND", "noninteractive");
        command.stdin(Stdio::null());
        command
    }

    pub fn runs(&self, words: &[&str]) -> Said {
        Said::of(&self.inside(words).output().unwrap())
    }

    /// Installs a package from outside, with all that it needs; names are found meanwhile as the
    /// tests' own machine finds them.
    pub fn installs(&self, package: &Path) -> String {
        fs::copy("/etc/resolv.conf", self.path("/etc/resolv.conf")).unwrap();
        let name = format!("/tmp/{}", package.file_name().unwrap().to_str().unwrap());
        fs::copy(package, self.path(&name)).unwrap();
        self.runs(&["apt-get", "update", "-q"]).good();
        let install = ["apt-get", "install", "-q", "-y", "--no-install-recommends"];
        self.runs(&[&install[..], &[&name]].concat()).good()
    }

    /// `enkel` as its own user, in the folder of the register.
    pub fn enkel(&self, words: &[&str]) -> Said {
        let go = format!("cd {REGISTER} 2>/dev/null; exec enkel \"$@\"");
        let user = ["runuser", "-u", "enkel", "--", "sh", "-c", &go, "enkel"];
        self.runs(&[&user[..], words].concat())
    }

    /// The lines `ExecStart=` of an installed unit.
    fn starts_of(&self, unit: &str) -> Vec<Vec<String>> {
        let text = fs::read_to_string(self.path(UNITS).join(unit)).unwrap();
        let lines = text
            .lines()
            .filter_map(|line| line.strip_prefix("ExecStart="));
        let words = lines.map(|line| line.split(' ').map(str::to_owned).collect());
        words.collect()
    }

    fn as_the_service(&self, words: &[String], more: &[&str]) -> Command {
        let credentials = format!("CREDENTIALS_DIRECTORY={CREDENTIALS}");
        let mut all = vec![
            "setpriv",
            "--reuid=enkel",
            "--regid=enkel",
            "--clear-groups",
        ];
        all.extend(["--no-new-privs", "--bounding-set=-all", "env", "-i"]);
        all.extend(
            self.path(CREDENTIALS)
                .exists()
                .then_some(credentials.as_str()),
        );
        all.extend(more);
        all.extend(words.iter().map(String::as_str));
        self.inside(&all)
    }

    /// What a unit of the kind `oneshot` does, line by line.
    pub fn unit_runs(&self, unit: &str) -> Said {
        let mut told = String::new();
        for words in self.starts_of(unit) {
            let Said(code, said) = Said::of(&self.as_the_service(&words, &[]).output().unwrap());
            told.push_str(&said);
            if code != 0 {
                return Said(code, told);
            }
        }
        Said(0, told)
    }

    /// Puts keys where systemd would hand them to the service, and takes them out of its folder.
    pub fn hands_over(&self, keys: &[&str]) {
        let folder = self.path(CREDENTIALS);
        fs::create_dir_all(&folder).unwrap();
        for key in keys {
            let from = self.path(&format!("{REGISTER}/keys/{key}"));
            fs::rename(from, folder.join(key)).unwrap();
        }
        let close =
            format!("chown -R enkel:enkel {CREDENTIALS} && chmod -R u=rX,go= {CREDENTIALS}");
        self.runs(&["sh", "-c", &close]).good();
    }

    /// The unit's own command, once it has said that it is ready.
    pub fn serves(&self) -> Service {
        let socket = self.path("/run/notify");
        let _ = fs::remove_file(&socket);
        let manager = UnixDatagram::bind(&socket).unwrap();
        runs(Command::new("chmod").arg("777").arg(&socket));
        manager
            .set_read_timeout(Some(Duration::from_secs(60)))
            .unwrap();
        let log = fs::File::create(self.path("/tmp/serve.log")).unwrap();
        let words = self.starts_of("enkel.service").remove(0);
        let mut command = self.as_the_service(&words, &["NOTIFY_SOCKET=/run/notify"]);
        let child = command.stdout(log.try_clone().unwrap()).stderr(log).spawn();
        let service = Service(child.unwrap());
        let mut word = [0; 256];
        let heard = manager
            .recv(&mut word)
            .map(|long| word[..long].starts_with(b"READY=1"));
        let log = fs::read_to_string(self.path("/tmp/serve.log")).unwrap();
        assert!(heard.is_ok_and(|ready| ready), "{log}");
        service
    }
}

/// A process that serves; ended when it is dropped.
pub struct Service(Child);

impl Service {
    /// The process within; it has its own number outside.
    fn inner(&self) -> Vec<String> {
        let unshared = self.0.id();
        let children = format!("/proc/{unshared}/task/{unshared}/children");
        let inner = fs::read_to_string(children).unwrap_or_default();
        inner.split_whitespace().map(str::to_owned).collect()
    }

    /// As a service manager does; whether it ended well.
    pub fn stops(&mut self) {
        runs(Command::new("kill").args(self.inner()));
        let since = Instant::now();
        while self.0.try_wait().unwrap().is_none() {
            assert!(
                since.elapsed() < Duration::from_secs(60),
                "it does not stop"
            );
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // Whoever takes another user's number is no longer ended with its parent.
        let inner = self.inner();
        if !inner.is_empty() {
            let _ = Command::new("kill").arg("-KILL").args(inner).status();
        }
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// One bare root for all, kept for the next run.
fn pristine() -> PathBuf {
    let folder = PathBuf::from("/var/tmp/enkel-bare-root");
    if !folder.join("complete").exists() {
        let _ = fs::remove_dir_all(&folder);
        let mirror = std::env::var_os("ENKEL_TEST_MIRROR").expect("set by `./test --long install`");
        let mut command = Command::new("debootstrap");
        command
            .args(["--variant=minbase", SUITE])
            .arg(&folder)
            .arg(mirror);
        runs(&mut command);
        fs::write(folder.join("complete"), "").unwrap();
    }
    folder
}

#[track_caller]
fn runs(command: &mut Command) {
    let ran = command.output().unwrap();
    assert!(ran.status.success(), "{command:?}: {ran:?}");
}
