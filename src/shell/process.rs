//! Other processes: whether one is still there.

/// Whether there is a process of that id.
pub(crate) fn is_running(id: u32) -> bool {
    // One that has ended but was not waited for is still in the list, where there is one.
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    if stat.rsplit(')').next().is_some_and(|rest| rest.trim_start().starts_with(['Z', 'X'])) {
        return false;
    }
    i32::try_from(id)
        .ok()
        .and_then(rustix::process::Pid::from_raw)
        .is_some_and(|pid| !matches!(rustix::process::test_kill_process(pid), Err(rustix::io::Errno::SRCH)))
}
