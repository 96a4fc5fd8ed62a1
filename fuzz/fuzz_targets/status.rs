//! The body of a directory sync status, and its state.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| webex_broadworks::fuzzing::status(data));
