//! Reads HTTP/1.1 requests from a connection.

use std::io;

use crate::clock::VirtualTime;
use crate::request_log::LoggedRequest;

const MOST_HEADERS: usize = 128;
const MOST_BYTES: usize = 32 * 1024 * 1024;

/// A request, and how its connection continues.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) method: String,
    pub(super) target: String,
    /// Names in lower case.
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
    pub(super) keep_alive: bool,
}

/// The result of parsing the bytes read so far.
#[derive(Debug)]
pub(super) enum Parsed {
    /// A whole request, and its length in bytes.
    Whole(Request, usize),
    /// More bytes are needed. True: the client waits for `100 Continue` before it sends its body.
    Partial(bool),
}

impl Request {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|header| header.0 == name).map(|header| &*header.1)
    }

    pub(super) fn logged(&self) -> LoggedRequest {
        LoggedRequest {
            method: self.method.clone(),
            target: self.target.clone(),
            headers: self.headers.clone(),
            body: String::from_utf8_lossy(&self.body).into_owned(),
            status: None,
            at: VirtualTime::wall().to_string(),
        }
    }
}

/// Parses the request at the start of `bytes`.
pub(super) fn parse(bytes: &[u8]) -> io::Result<Parsed> {
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut head = httparse::Request::new(&mut headers);
    let length = match head.parse(bytes).map_err(io::Error::other)? {
        httparse::Status::Complete(length) => length,
        httparse::Status::Partial if bytes.len() > MOST_BYTES => return Err(too_long()),
        httparse::Status::Partial => return Ok(Parsed::Partial(false)),
    };
    let lossy = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    let mut request = Request {
        method: head.method.unwrap_or_default().to_owned(),
        target: head.path.unwrap_or_default().to_owned(),
        headers: head
            .headers
            .iter()
            .map(|it| (it.name.to_ascii_lowercase(), lossy(it.value)))
            .collect(),
        body: Vec::new(),
        keep_alive: head.version == Some(1),
    };
    request.keep_alive &=
        !request.header("connection").is_some_and(|value| value.eq_ignore_ascii_case("close"));
    let rest = &bytes[length..];
    match read_body(&request, rest)? {
        Some((body, taken)) => {
            request.body = body;
            Ok(Parsed::Whole(request, length + taken))
        }
        None if rest.len() > MOST_BYTES => Err(too_long()),
        None => Ok(Parsed::Partial(rest.is_empty() && request.header("expect").is_some())),
    }
}

/// The body and its length on the wire, once it is complete.
fn read_body(request: &Request, rest: &[u8]) -> io::Result<Option<(Vec<u8>, usize)>> {
    if request.header("transfer-encoding").is_some() {
        return read_chunks(rest);
    }
    let length = match request.header("content-length") {
        Some(length) => length.trim().parse::<usize>().map_err(io::Error::other)?,
        None => 0,
    };
    Ok(rest.get(..length).map(|body| (body.to_vec(), length)))
}

fn read_chunks(rest: &[u8]) -> io::Result<Option<(Vec<u8>, usize)>> {
    let mut body = Vec::new();
    let mut at = 0;
    loop {
        let (line, size) = match httparse::parse_chunk_size(&rest[at..]) {
            Ok(httparse::Status::Complete(chunk)) => chunk,
            Ok(httparse::Status::Partial) => return Ok(None),
            Err(_) => return Err(io::Error::other("not a chunk size")),
        };
        let size =
            usize::try_from(size).ok().filter(|size| *size <= MOST_BYTES).ok_or_else(too_long)?;
        let start = at + line;
        let Some(chunk) = rest.get(start..start + size) else {
            return Ok(None);
        };
        body.extend_from_slice(chunk);
        at = start + size + 2;
        if rest.len() < at {
            return Ok(None);
        }
        if size == 0 {
            return Ok(Some((body, at)));
        }
    }
}

fn too_long() -> io::Error {
    io::Error::other("the request is too long")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(bytes: &[u8]) -> (Request, usize) {
        match parse(bytes).expect("a request") {
            Parsed::Whole(request, length) => (request, length),
            Parsed::Partial(_) => panic!("only a part of a request"),
        }
    }

    #[test]
    fn a_body_with_a_length_does_not_consume_the_next_request() {
        let bytes = b"POST /a HTTP/1.1\r\nContent-Length: 2\r\n\r\nhiGET /b HTTP/1.1\r\n\r\n";
        let (request, length) = whole(bytes);
        assert_eq!((&*request.target, &*request.body), ("/a", &b"hi"[..]));
        assert_eq!(whole(&bytes[length..]).0.target, "/b");
    }

    #[test]
    fn a_chunked_body_is_assembled() {
        let bytes = b"POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n3\r\n yo\r\n0\r\n\r\n";
        let (request, length) = whole(bytes);
        assert_eq!((&*request.body, length), (&b"hi yo"[..], bytes.len()));
        assert!(matches!(parse(&bytes[..bytes.len() - 1]), Ok(Parsed::Partial(false))));
    }

    #[test]
    fn a_client_that_expects_continue_is_recognized() {
        let bytes = b"PUT /a HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n";
        assert!(matches!(parse(bytes), Ok(Parsed::Partial(true))));
    }

    #[test]
    fn nonsense_is_an_error() {
        assert!(parse(b"\x16\x03\x01nonsense\r\n\r\n").is_err());
    }
}
