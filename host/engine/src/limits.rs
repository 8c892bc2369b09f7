//! The one struct of limits, for the command line, tests and services alike.

/// What a policy may use for one case. Exact and the same everywhere: no wall clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// WebAssembly instructions, about. An ordinary case takes some ten thousands.
    pub fuel_max: u64,
    /// Linear memory, in bytes.
    pub memory_max_bytes: usize,
    /// What comes out of the guest for a plan, in bytes.
    pub output_max_bytes: usize,
    /// What comes out of the guest for a manifest, in bytes.
    pub manifest_max_bytes: usize,
    /// Fuel for the manifest.
    pub manifest_fuel_max: u64,
    /// Rows, reasons … in any one list of a plan.
    pub list_max: usize,
    /// What the host itself does for a plan: its rows times the case's events, and each row's pauses times themselves.
    pub work_max: usize,
    /// Rows of a plan that repeat (weekly, monthly …): each is followed occurrence by occurrence from its start.
    pub repeating_max: usize,
    /// Native stack that guest code may use, in bytes.
    pub stack_max_bytes: usize,
    /// Evaluations that may run at the same moment. One more is refused with `host/pool`.
    pub instances_max: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            fuel_max: 20_000_000,
            memory_max_bytes: 16 << 20,
            output_max_bytes: 1 << 20,
            manifest_max_bytes: 64 << 20,
            manifest_fuel_max: 2_000_000_000,
            list_max: 4_096,
            work_max: 4_000_000,
            repeating_max: 64,
            stack_max_bytes: 512 << 10,
            instances_max: 64,
        }
    }
}
