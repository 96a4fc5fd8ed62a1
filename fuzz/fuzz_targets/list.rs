//! The body of a list.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| webex_broadworks::fuzzing::list(data));
