//! Caddy or nginx for one test, as its example in `deploy` says, on ports of its own.

use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::project;
use super::tls::{Certificate, NAME};
use crate::faults::member::free_port;

/// Which one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Caddy,
    Nginx,
}

/// One that runs, until it is dropped.
pub struct Proxy {
    child: Child,
    pub https: SocketAddr,
    pub http: SocketAddr,
    folder: tempfile::TempDir,
    pub certificate: Certificate,
}

impl Proxy {
    /// Before that server; `careless` puts back the log of requests that the example leaves out.
    pub fn before(kind: Kind, server: SocketAddr, careless: bool) -> Self {
        let folder = tempfile::tempdir_in("/tmp").unwrap();
        let certificate = Certificate::made_in(folder.path());
        let at = (free_port(), free_port());
        Self::with(kind, server, careless, (folder, certificate), at)
    }

    /// As it stands on a machine: on the ports of the web, with a certificate that outlives it.
    pub fn for_all(kind: Kind, server: SocketAddr, certificate: &Certificate) -> Self {
        let folder = tempfile::tempdir_in("/tmp").unwrap();
        let at = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let kept = (folder, certificate.clone());
        Self::with(kind, server, false, kept, (at(443), at(80)))
    }

    fn with(
        kind: Kind,
        server: SocketAddr,
        careless: bool,
        (folder, certificate): (tempfile::TempDir, Certificate),
        (https, http): (SocketAddr, SocketAddr),
    ) -> Self {
        let ports = (https.port(), http.port());
        let command = match kind {
            Kind::Caddy => caddy(folder.path(), &certificate, server, ports, careless),
            Kind::Nginx => nginx(folder.path(), &certificate, server, ports, careless),
        };
        let mut proxy = Self {
            child: started(command, &folder.path().join("said.log")),
            https,
            http,
            folder,
            certificate,
        };
        proxy.listens();
        proxy
    }

    fn listens(&mut self) {
        let since = Instant::now();
        while TcpStream::connect(self.https).is_err() {
            assert!(self.child.try_wait().unwrap().is_none(), "{}", self.logs());
            assert!(since.elapsed() < Duration::from_secs(20), "{}", self.logs());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Everything it wrote into any file, but its own settings and its certificate.
    pub fn logs(&self) -> String {
        let mut found = String::new();
        gather(self.folder.path(), &mut found);
        found
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let pid = rustix::process::Pid::from_child(&self.child);
        let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
        let _ = self.child.wait();
    }
}

fn gather(folder: &Path, found: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let end = path.extension().and_then(|end| end.to_str());
        if path.is_dir() {
            gather(&path, found);
        } else if !matches!(end, Some("pem" | "conf" | "key")) {
            let bytes = std::fs::read(&path).unwrap_or_default();
            found.push_str(&String::from_utf8_lossy(&bytes));
        }
    }
}

fn started(mut command: Command, log: &Path) -> Child {
    let log = std::fs::File::create(log).unwrap();
    let said = log.try_clone().unwrap();
    let command = command.stdin(Stdio::null()).stdout(log).stderr(said);
    let needed = "these tests need proxies: `apt-get install caddy nginx-light`";
    command.spawn().expect(needed)
}

/// The example, with each of these words in place of another; every one of them must be there.
fn example(path: &str, instead: &[(&str, String)]) -> String {
    let mut text = std::fs::read_to_string(project(path)).unwrap();
    for (words, other) in instead {
        assert!(text.contains(words), "{path} no longer says {words}");
        text = text.replace(words, other);
    }
    text
}

fn caddy(
    folder: &Path,
    certificate: &Certificate,
    server: SocketAddr,
    (https, http): (u16, u16),
    careless: bool,
) -> Command {
    let home = folder.join("home");
    let (cert, key) = (certificate.cert.display(), certificate.key.display());
    let log = if careless { "\tlog\n" } else { "" };
    let text = example(
        "deploy/caddy/Caddyfile",
        &[
            (
                "\tadmin off\n",
                format!("\tadmin off\n\thttp_port {http}\n\thttps_port {https}\n"),
            ),
            (
                "exclude http\n",
                if careless {
                    "level INFO\n"
                } else {
                    "exclude http\n"
                }
                .into(),
            ),
            (
                "enkel.example {\n",
                format!("{NAME} {{\n\ttls {cert} {key}\n{log}"),
            ),
            ("127.0.0.1:8080", server.to_string()),
        ],
    );
    let file = folder.join("caddy.conf");
    std::fs::write(&file, text).unwrap();
    let mut command = Command::new("caddy");
    command
        .args(["run", "--adapter", "caddyfile", "--config"])
        .arg(file);
    command
        .env("HOME", &home)
        .env("XDG_DATA_HOME", &home)
        .env("XDG_CONFIG_HOME", &home);
    command
}

fn nginx(
    folder: &Path,
    certificate: &Certificate,
    server: SocketAddr,
    (https, http): (u16, u16),
    careless: bool,
) -> Command {
    let live = "/etc/letsencrypt/live/enkel.example";
    let log = folder.join("enkel.log").display().to_string();
    let off = if careless { "# " } else { "access_log off;" };
    let text = example(
        "deploy/nginx/enkel.conf",
        &[
            ("listen [::]:80;", String::new()),
            ("listen [::]:443 ssl http2;", String::new()),
            ("listen 80;", format!("listen {http};")),
            ("listen 443 ssl", format!("listen {https} ssl")),
            (
                &format!("{live}/fullchain.pem"),
                certificate.cert.display().to_string(),
            ),
            (
                &format!("{live}/privkey.pem"),
                certificate.key.display().to_string(),
            ),
            ("/var/log/nginx/enkel.log", log),
            ("access_log off;", off.into()),
            ("127.0.0.1:8080", server.to_string()),
        ],
    );
    let file = nginx_file(folder, &text);
    let mut command = Command::new("/usr/sbin/nginx");
    command.arg("-c").arg(file).arg("-p").arg(folder);
    command
}

/// Around the example, what Debian's own settings say: a log of requests, and pages compressed.
fn nginx_file(folder: &Path, example: &str) -> PathBuf {
    let at = folder.display();
    let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    let temporary = temporary
        .map(|kind| format!("{kind}_temp_path {at}/{kind};\n"))
        .concat();
    let text = format!(
        "daemon off;\npid {at}/pid;\nerror_log {at}/error.log;\nevents {{}}\nhttp {{\n\
         access_log {at}/access.log;\ngzip on;\n{temporary}{example}}}\n"
    );
    let file = folder.join("nginx.conf");
    std::fs::write(&file, text).unwrap();
    file
}

/// Where visitors come from: an address that is no proxy's.
pub const VISITOR: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);
