//! Writes the JSON Schema of our own format, or with the argument `mapping` that of mappings:
//! `cargo run -p switchboard-oracle --example schema > schemas/events.schema.json`,
//! `cargo run -p switchboard-oracle --example schema mapping > schemas/mapping.schema.json`.

use std::io::{self, Write};

use switchboard_oracle::{format, judge};

fn main() -> io::Result<()> {
    let schema = match std::env::args().nth(1).as_deref() {
        None | Some("events") => judge::record::schema(),
        Some("mapping") => format::schema(),
        Some(other) => {
            return Err(io::Error::other(format!("unknown schema `{other}`, expected one of: events, mapping")));
        }
    };
    io::stdout().write_all(schema.as_bytes())
}
