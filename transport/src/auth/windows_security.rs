//! The calls of Windows' security API, by which a file's readers are read and set.
//!
//! They are the one place of this crate with unsafe code: there is no well-kept crate that wraps them, and
//! the programs that do the same (icacls, PowerShell) take seconds and may be forbidden.
#![allow(unsafe_code)]

use std::fs::File;
use std::io;
use std::os::windows::ffi::OsStrExt as _;
use std::os::windows::io::AsRawHandle as _;
use std::path::Path;
use std::ptr::{null, null_mut};

use windows_sys::Win32::Foundation::LocalFree;
use windows_sys::Win32::Security::Authorization::{
    ConvertSecurityDescriptorToStringSecurityDescriptorW,
    ConvertStringSecurityDescriptorToSecurityDescriptorW, GetSecurityInfo, SDDL_REVISION_1,
    SE_FILE_OBJECT, SetNamedSecurityInfoW,
};
use windows_sys::Win32::Security::{
    ACL, DACL_SECURITY_INFORMATION, GetSecurityDescriptorDacl, OWNER_SECURITY_INFORMATION,
    PROTECTED_DACL_SECURITY_INFORMATION, PSECURITY_DESCRIPTOR,
};

/// Memory that the system allocated and that is given back to it.
struct Allocated(*mut core::ffi::c_void);

impl Drop for Allocated {
    fn drop(&mut self) {
        // SAFETY: the pointer came from a function whose result is freed so, and is freed once.
        unsafe { LocalFree(self.0) };
    }
}

/// The owner and the access list of an open file, as a security descriptor in text.
pub(crate) fn descriptor(file: &File) -> io::Result<String> {
    let parts = OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION;
    let mut descriptor: PSECURITY_DESCRIPTOR = null_mut();
    // SAFETY: the handle is open while `file` is borrowed; unrequested outputs may be null.
    let status = unsafe {
        GetSecurityInfo(
            file.as_raw_handle(),
            SE_FILE_OBJECT,
            parts,
            null_mut(),
            null_mut(),
            null_mut(),
            null_mut(),
            &raw mut descriptor,
        )
    };
    succeeded(status)?;
    let descriptor = Allocated(descriptor);
    let mut text = null_mut();
    let mut length = 0;
    // SAFETY: the descriptor is the one that was just returned; both results are written to locals.
    let is_done = unsafe {
        ConvertSecurityDescriptorToStringSecurityDescriptorW(
            descriptor.0,
            SDDL_REVISION_1,
            parts,
            &raw mut text,
            &raw mut length,
        )
    };
    if is_done == 0 {
        return Err(io::Error::last_os_error());
    }
    let text = Allocated(text.cast());
    // SAFETY: the system wrote this many units there, and they live until `text` is dropped.
    let units = unsafe { std::slice::from_raw_parts(text.0.cast::<u16>(), length as usize) };
    Ok(String::from_utf16_lossy(units).trim_end_matches('\0').to_owned())
}

/// Replaces the access list of a file by that of a security descriptor in text; nothing is inherited.
pub(crate) fn set_access(path: &Path, descriptor: &str) -> io::Result<()> {
    let text: Vec<u16> = descriptor.encode_utf16().chain([0]).collect();
    let mut descriptor: PSECURITY_DESCRIPTOR = null_mut();
    // SAFETY: the text ends with a zero; the length may be null.
    let is_done = unsafe {
        ConvertStringSecurityDescriptorToSecurityDescriptorW(
            text.as_ptr(),
            SDDL_REVISION_1,
            &raw mut descriptor,
            null_mut(),
        )
    };
    if is_done == 0 {
        return Err(io::Error::last_os_error());
    }
    let descriptor = Allocated(descriptor);
    let (mut is_present, mut is_defaulted) = (0, 0);
    let mut list: *mut ACL = null_mut();
    // SAFETY: the descriptor is the one that was just returned; all results are written to locals.
    let is_done = unsafe {
        GetSecurityDescriptorDacl(
            descriptor.0,
            &raw mut is_present,
            &raw mut list,
            &raw mut is_defaulted,
        )
    };
    if is_done == 0 {
        return Err(io::Error::last_os_error());
    }
    if is_present == 0 || list.is_null() {
        // An absent list would let everyone in.
        return Err(io::Error::other("the security descriptor has no access list"));
    }
    let path: Vec<u16> = path.as_os_str().encode_wide().chain([0]).collect();
    // SAFETY: the path ends with a zero; the list is part of `descriptor`, which is still there.
    let status = unsafe {
        SetNamedSecurityInfoW(
            path.as_ptr(),
            SE_FILE_OBJECT,
            DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION,
            null_mut(),
            null_mut(),
            list,
            null(),
        )
    };
    succeeded(status)
}

fn succeeded(status: u32) -> io::Result<()> {
    if status == 0 { Ok(()) } else { Err(io::Error::from_raw_os_error(status.cast_signed())) }
}
