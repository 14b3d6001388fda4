//! Writes the JSON Schema of our own format: `cargo run -p switchboard-oracle --example schema > schemas/events.schema.json`.

use std::io::{self, Write};

fn main() -> io::Result<()> {
    io::stdout().write_all(switchboard_oracle::judge::record::schema().as_bytes())
}
