//! A `Link` header and what is made of its next page.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| webex_broadworks::fuzzing::link(data));
