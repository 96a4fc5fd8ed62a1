//! An id, on its way into a path.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| webex_broadworks::fuzzing::id(data));
