//! Reads XES, the XML of process mining (IEEE 1849), event by event: no more than one event and the attributes of its
//! trace are in memory.

use std::collections::BTreeMap;
use std::io::BufRead;
use std::rc::Rc;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::fault::Fault;
use super::record::{Record, Records, Stop};
use super::rows::io_words;
use super::source::Counted;

/// An XES file.
pub(super) struct Xes<R> {
    file: String,
    reader: Reader<Counted<R>>,
    buffer: Vec<u8>,
    /// Which trace, from one; zero before the first.
    trace: u64,
    of_trace: Rc<BTreeMap<String, String>>,
    /// What is open: nested attributes count as deeper.
    within: Vec<Within>,
    seen_log: bool,
    ended: bool,
}

/// Elements deeper in each other than this are a fault.
const DEPTH_MAX: usize = 256;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Within {
    Log,
    Trace,
    Event,
    /// An attribute, or something that is no part of traces.
    Other,
}

impl<R: BufRead> Xes<R> {
    pub(super) fn new(file: &str, bytes: R) -> Self {
        Self {
            file: file.to_owned(),
            reader: Reader::from_reader(Counted::new(bytes)),
            buffer: Vec::new(),
            trace: 0,
            of_trace: Rc::default(),
            within: Vec::new(),
            seen_log: false,
            ended: false,
        }
    }

    fn stop(&mut self, message: impl Into<String>) -> Stop {
        self.ended = true;
        Stop { fault: Fault::at(&self.file, self.reader.get_ref().line, None, message), goes_on: false }
    }

    fn element(&mut self, start: &BytesStart<'_>, own: &mut BTreeMap<String, String>) -> Result<Within, String> {
        let place = self.within.last().copied();
        if self.within.len() == DEPTH_MAX {
            return Err(format!("elements {DEPTH_MAX} deep in each other, expected fewer"));
        }
        Ok(match (start.local_name().as_ref(), place) {
            (b"log", None) => {
                self.seen_log = true;
                Within::Log
            }
            (_, None) => return Err("no `<log>` at the top, expected an XES file".to_owned()),
            (b"trace", Some(Within::Log)) => {
                self.trace += 1;
                self.of_trace = Rc::default();
                Within::Trace
            }
            (b"event", Some(Within::Trace)) => {
                own.clear();
                Within::Event
            }
            (_, Some(Within::Trace)) => {
                if let Some((key, value)) = attribute(start)? {
                    Rc::make_mut(&mut self.of_trace).insert(key, value);
                }
                Within::Other
            }
            (_, Some(Within::Event)) => {
                if let Some((key, value)) = attribute(start)? {
                    own.insert(key, value);
                }
                Within::Other
            }
            (_, Some(Within::Log | Within::Other)) => Within::Other,
        })
    }
}

/// Key and value of an attribute, if it has both.
fn attribute(start: &BytesStart<'_>) -> Result<Option<(String, String)>, String> {
    let (mut key, mut value) = (None, None);
    for found in start.attributes() {
        let found = found.map_err(|error| format!("{error}, expected `key=\"…\" value=\"…\"`"))?;
        let into = match found.key.as_ref() {
            b"key" => &mut key,
            b"value" => &mut value,
            _ => continue,
        };
        let text = found.unescape_value().map_err(|error| format!("{error}, expected text in UTF-8"))?;
        *into = Some(text.into_owned());
    }
    Ok(key.zip(value))
}

impl<R: BufRead> Records for Xes<R> {
    fn next(&mut self) -> Result<Option<(u64, Record)>, Stop> {
        if self.ended {
            return Ok(None);
        }
        let mut own = BTreeMap::new();
        let mut began = 0;
        self.reader.get_mut().begin();
        loop {
            self.buffer.clear();
            let mut buffer = std::mem::take(&mut self.buffer);
            let event = self.reader.read_event_into(&mut buffer);
            let line = self.reader.get_ref().line;
            let mut done = false;
            let result = match event {
                Ok(Event::Start(start)) => self.element(&start, &mut own).map(|within| {
                    if within == Within::Event {
                        began = line;
                    }
                    self.within.push(within);
                }),
                Ok(Event::Empty(start)) => self.element(&start, &mut own).map(|within| {
                    began = line;
                    done = within == Within::Event;
                }),
                Ok(Event::End(_)) => {
                    done = self.within.pop() == Some(Within::Event);
                    Ok(())
                }
                Ok(Event::Eof) => {
                    self.ended = true;
                    return match (self.within.is_empty(), self.seen_log) {
                        (true, true) => Ok(None),
                        (true, false) => Err(self.stop("nothing in it, expected an XES file with a `<log>`")),
                        (false, _) => Err(self.stop("the file ends before its `</log>`, expected the whole of it")),
                    };
                }
                Ok(
                    Event::Text(_)
                    | Event::CData(_)
                    | Event::Comment(_)
                    | Event::Decl(_)
                    | Event::PI(_)
                    | Event::DocType(_)
                    | Event::GeneralRef(_),
                ) => Ok(()),
                Err(quick_xml::Error::Io(error)) => Err(io_words(&error)),
                Err(error) => Err(format!("{error}, expected XML as XES has it")),
            };
            self.buffer = buffer;
            if let Err(message) = result {
                return Err(self.stop(message));
            }
            if done {
                let of_trace = Rc::clone(&self.of_trace);
                return Ok(Some((began, Record::Event { trace: self.trace, of_trace, own })));
            }
        }
    }
}
