//! An implementation as a child process, with limits on its time and its output. It never outlives its driver.

use std::ffi::OsString;
use std::io::{Read, Write};
use std::process::{Child as Process, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::link::{Failure, Link};
use super::wire::{Reply, Request};

/// How many bytes are read at once.
const CHUNK: usize = 1 << 16;
/// How many chunks may wait to be read by the driver.
const CHUNKS_MAX: usize = 64;
/// How many bytes of a wrong line, and of what it says about itself, are shown.
const SHOWN_MAX: usize = 400;
/// How long an implementation has to end after `bye`.
const FAREWELL: Duration = Duration::from_millis(300);
/// Requests are handed on when so many bytes of them wait.
const OUTGOING_MAX: usize = 1 << 15;

/// What an implementation may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// How long one answer may take.
    pub answer: Duration,
    /// How many bytes one line may have.
    pub line_bytes_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { answer: Duration::from_secs(5), line_bytes_max: 1 << 20 }
    }
}

/// A child process that speaks the protocol.
#[derive(Debug)]
pub struct Child {
    command: Vec<OsString>,
    limits: Limits,
    running: Option<Running>,
    outgoing: Vec<u8>,
    incoming: Vec<u8>,
    /// Where the next line begins.
    start: usize,
    /// Up to where there is no end of a line.
    scanned: usize,
}

#[derive(Debug)]
struct Running {
    process: Process,
    to: Option<Sender<Vec<u8>>>,
    from: Receiver<Vec<u8>>,
    words: Arc<Mutex<Vec<u8>>>,
}

impl Child {
    /// Starts a command: the program, then its arguments.
    ///
    /// # Errors
    ///
    /// When it cannot be started.
    pub fn start(command: Vec<OsString>, limits: Limits) -> Result<Self, Failure> {
        let mut child =
            Self { command, limits, running: None, outgoing: Vec::new(), incoming: Vec::new(), start: 0, scanned: 0 };
        child.restart()?;
        Ok(child)
    }

    fn flush(&mut self) {
        if self.outgoing.is_empty() {
            return;
        }
        if let Some(to) = self.running.as_ref().and_then(|running| running.to.as_ref()) {
            // Who does not listen any more is found out when no answer comes.
            let _ = to.send(std::mem::take(&mut self.outgoing));
        }
        self.outgoing.clear();
    }

    /// Waits until there is a whole line; its beginning and end.
    fn line(&mut self) -> Result<(usize, usize), Failure> {
        self.flush();
        let begun = Instant::now();
        loop {
            if let Some(found) = self.incoming[self.scanned..].iter().position(|byte| *byte == b'\n') {
                let (from, to) = (self.start, self.scanned + found);
                (self.start, self.scanned) = (to + 1, to + 1);
                if self.incoming[from..to].iter().all(u8::is_ascii_whitespace) {
                    continue;
                }
                return Ok((from, to));
            }
            self.scanned = self.incoming.len();
            if self.incoming.len() - self.start > self.limits.line_bytes_max {
                return Err(Failure::TooLong { bytes_max: self.limits.line_bytes_max });
            }
            if self.start > CHUNK {
                self.incoming.drain(..self.start);
                self.scanned -= self.start;
                self.start = 0;
            }
            let Some(running) = &mut self.running else {
                return Err(Failure::Ended { how: "it was not started".to_owned(), last_words: String::new() });
            };
            let left = self.limits.answer.saturating_sub(begun.elapsed());
            match running.from.recv_timeout(left) {
                Ok(bytes) => self.incoming.extend_from_slice(&bytes),
                Err(RecvTimeoutError::Timeout) => {
                    let waited_ms = u64::try_from(self.limits.answer.as_millis()).unwrap_or(u64::MAX);
                    return Err(Failure::Silent { waited_ms });
                }
                Err(RecvTimeoutError::Disconnected) => return Err(running.ended()),
            }
        }
    }
}

impl Link for Child {
    fn send(&mut self, request: &Request<'_>) -> Result<(), Failure> {
        // What is written to memory is written.
        if serde_json::to_writer(&mut self.outgoing, request).is_ok() {
            self.outgoing.push(b'\n');
        }
        if self.outgoing.len() > OUTGOING_MAX {
            self.flush();
        }
        Ok(())
    }

    fn receive(&mut self) -> Result<Reply<'_>, Failure> {
        let (from, to) = self.line()?;
        let line = &self.incoming[from..to];
        serde_json::from_slice(line).map_err(|error| Failure::Garbage { line: shown(line), error: error.to_string() })
    }

    fn restart(&mut self) -> Result<(), Failure> {
        self.running = None;
        self.outgoing.clear();
        self.incoming.clear();
        (self.start, self.scanned) = (0, 0);
        self.running = Some(Running::start(&self.command)?);
        Ok(())
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        let _ = self.send(&Request::Bye {});
        self.flush();
        if let Some(running) = &mut self.running {
            running.to = None;
            let begun = Instant::now();
            while begun.elapsed() < FAREWELL && matches!(running.process.try_wait(), Ok(None)) {
                thread::sleep(Duration::from_millis(1));
            }
        }
    }
}

/// The beginning of some bytes, as text.
fn shown(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(SHOWN_MAX)]).into_owned();
    if bytes.len() > SHOWN_MAX { format!("{text}…") } else { text }
}

impl Running {
    fn start(command: &[OsString]) -> Result<Self, Failure> {
        let Some((program, arguments)) = command.split_first() else {
            return Err(Failure::Start("no command was given".to_owned()));
        };
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        // A group of its own, so that everything that it starts ends with it.
        #[cfg(unix)]
        {
            use std::os::unix::process::CommandExt;
            command.process_group(0);
        }
        let failed =
            |error: std::io::Error| Failure::Start(format!("`{}`: {error}", std::path::Path::new(program).display()));
        let mut process = command.spawn().map_err(failed)?;
        let (Some(mut input), Some(mut output), Some(mut errors)) =
            (process.stdin.take(), process.stdout.take(), process.stderr.take())
        else {
            return Err(Failure::Start("its streams are missing".to_owned()));
        };
        let (to, requests) = channel::<Vec<u8>>();
        thread::spawn(move || {
            for bytes in requests {
                if input.write_all(&bytes).and_then(|()| input.flush()).is_err() {
                    return;
                }
            }
        });
        let (replies, from): (SyncSender<Vec<u8>>, _) = sync_channel(CHUNKS_MAX);
        thread::spawn(move || {
            let mut chunk = vec![0; CHUNK];
            while let Ok(count @ 1..) = output.read(&mut chunk) {
                if replies.send(chunk[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        let words = Arc::new(Mutex::new(Vec::new()));
        let last = Arc::clone(&words);
        thread::spawn(move || {
            let mut chunk = vec![0; 1 << 12];
            while let Ok(count @ 1..) = errors.read(&mut chunk) {
                let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
                last.extend_from_slice(&chunk[..count]);
                let surplus = last.len().saturating_sub(SHOWN_MAX);
                last.drain(..surplus);
            }
        });
        Ok(Self { process, to: Some(to), from, words })
    }

    /// How it ended; its output has.
    fn ended(&mut self) -> Failure {
        let begun = Instant::now();
        let mut status = None;
        while status.is_none() && begun.elapsed() < FAREWELL {
            status = self.process.try_wait().ok().flatten();
            thread::sleep(Duration::from_millis(1));
        }
        let how = status.map_or_else(|| "it closed its output".to_owned(), |status: ExitStatus| status.to_string());
        let words = self.words.lock().unwrap_or_else(PoisonError::into_inner);
        Failure::Ended { how, last_words: String::from_utf8_lossy(&words).trim().to_owned() }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        #[cfg(unix)]
        if let Some(group) = i32::try_from(self.process.id()).ok().and_then(rustix::process::Pid::from_raw) {
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
