//! actix-web with as little around it as can be: a page of constant bytes, and a form whose
//! fields are read and kept as one row of SQLite, synced before the answer.

use std::net::SocketAddr;
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use actix_web::dev::ServerHandle;
use actix_web::http::header::LOCATION;
use actix_web::web::{Bytes, Data, Form, block, get, post};
use actix_web::{App, HttpResponse, HttpServer};
use diesel::connection::SimpleConnection;
use diesel::sql_types::Binary;
use diesel::{Connection, RunQueryDsl, SqliteConnection, sql_query};
use tempfile::TempDir;

/// As long as ours are.
pub const TOKEN: &str = "0123456789012345678901234567890123456789012";
pub const COOKIE: &str = concat!(
    "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890",
    "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890",
    "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890",
    "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890"
);
/// As long as a page of the door.
const PAGE_BYTES: usize = 12_288;
/// As long as a sealed letter.
const ROW_BYTES: usize = 440;

type Fields = Vec<(String, String)>;
type Conn = Arc<Mutex<SqliteConnection>>;

/// A server of two routes.
pub struct Bare {
    pub address: SocketAddr,
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
    _folder: TempDir,
}

async fn page(body: Data<Bytes>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .body(body.as_ref().clone())
}

async fn form(fields: Form<Fields>, conn: Data<Conn>) -> HttpResponse {
    let conn = conn.as_ref().clone();
    let mut row: Vec<u8> = fields
        .0
        .into_iter()
        .flat_map(|(_, v)| v.into_bytes())
        .collect();
    row.resize(ROW_BYTES, 0);
    block(move || kept(&mut conn.lock().unwrap(), &row))
        .await
        .unwrap();
    HttpResponse::SeeOther()
        .insert_header((LOCATION, "/page"))
        .finish()
}

fn kept(conn: &mut SqliteConnection, row: &[u8]) {
    conn.immediate_transaction(|conn| {
        sql_query("INSERT INTO kept VALUES (randomblob(16), ?)")
            .bind::<Binary, _>(row)
            .execute(conn)
    })
    .unwrap();
}

impl Bare {
    pub fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("bare.db");
        let mut conn = SqliteConnection::establish(file.to_str().unwrap()).unwrap();
        conn.batch_execute(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
             CREATE TABLE kept (id BLOB NOT NULL PRIMARY KEY, row BLOB NOT NULL) WITHOUT ROWID;",
        )
        .unwrap();
        let conn: Data<Conn> = Data::new(Arc::new(Mutex::new(conn)));
        let body = Data::new(Bytes::from(vec![b'x'; PAGE_BYTES]));
        let (tell, told) = channel();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async {
                let server = HttpServer::new(move || {
                    App::new()
                        .app_data(conn.clone())
                        .app_data(body.clone())
                        .route("/page", get().to(page))
                        .route("/form", post().to(form))
                })
                .workers(2)
                .bind(("127.0.0.1", 0))
                .unwrap();
                let address = server.addrs()[0];
                let server = server.run();
                tell.send((address, server.handle())).unwrap();
                server.await.unwrap();
            });
        });
        let (address, handle) = told.recv().unwrap();
        Self {
            address,
            handle,
            thread: Some(thread),
            _folder: folder,
        }
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        let stopping = self.handle.stop(false);
        actix_web::rt::System::new().block_on(stopping);
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}
