//! A `Retry-After` header.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| webex_broadworks::fuzzing::retry_after(data));
