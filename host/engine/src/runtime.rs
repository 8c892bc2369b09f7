//! The WebAssembly engine and its configuration: the only place, with `policy.rs`, that names wasmtime.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use wasmtime::component::{Component, Linker};
use wasmtime::{Config, InstanceAllocationStrategy, OptLevel, PoolingAllocationConfig, Strategy};

use crate::cache;
use crate::error::Error;
use crate::limits::Limits;
use crate::open_files;
use crate::policy::{CityPre, Policy};

/// Compiles and loads policies. One for a process, shared by everything in it.
#[derive(Debug, Clone)]
pub struct Runtime {
    pub(crate) engine: wasmtime::Engine,
    pub(crate) limits: Limits,
    cache: Option<PathBuf>,
}

impl Runtime {
    /// An engine with these limits. `cache`: a private folder for compiled components, named by the shell (made with mode
    /// 0700 where it is missing); without one, each load compiles.
    ///
    /// # Errors
    /// `host/engine` where the machine cannot reserve the pool's address space.
    pub fn new(limits: Limits, cache: Option<PathBuf>) -> Result<Self, Error> {
        let engine = wasmtime::Engine::new(&config(&limits)).map_err(|e| {
            Error::new("host/engine", format!("the engine could not be set up: {e}"))
                .mend("lower `instances_max` or `memory_max_bytes`, or allow the process more address space")
        })?;
        Ok(Self { engine, limits, cache })
    }

    /// The limits under which every policy of this runtime runs.
    #[must_use]
    pub const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Loads a policy from a component's bytes: checks that it imports nothing and speaks the contract, compiles it (or takes
    /// the compiled form from the cache), asks for its manifest and checks that.
    ///
    /// # Errors
    /// `load/…`, with what is wrong and what to do; `host/open-files` where the process may open no more files.
    pub fn load(&self, bytes: &[u8]) -> Result<Policy, Error> {
        if wasmtime::Engine::detect_precompiled(bytes).is_some() {
            return Err(Error::new("load/precompiled", "this is native code, not a component")
                .mend("hand over the component that `paidan build` wrote"));
        }
        let digest = hex(&Sha256::digest(bytes));
        let cached = self.cached(&digest)?;
        let from_file = cached.is_some();
        let component = match cached {
            Some(component) => component,
            None => self.compile(bytes, &digest)?,
        };
        self.check(&component)?;
        let linker = Linker::new(&self.engine);
        let pre = linker.instantiate_pre(&component).and_then(CityPre::new).map_err(|e| {
            Error::new("load/world", format!("the component does not speak the contract: {e:#}"))
                .mend(format!("build it against wit/v1 (contract {})", crate::CONTRACT))
        })?;
        let policy = Policy::new(self, pre, digest, from_file)?;
        policy.let_go();
        Ok(policy)
    }

    /// [`Runtime::load`] from a file.
    ///
    /// # Errors
    /// `load/not-found` and whatever [`Runtime::load`] says.
    pub fn load_file(&self, path: &Path) -> Result<Policy, Error> {
        let bytes = std::fs::read(path).map_err(|e| match open_files::is_short(&e) {
            true => open_files::short(),
            false => Error::new("load/not-found", format!("the policy cannot be read: {e}")).mend("`paidan build` makes it"),
        });
        bytes.and_then(|b| self.load(&b)).map_err(|e| e.within(&path.display().to_string()))
    }

    fn compile(&self, bytes: &[u8], digest: &str) -> Result<Component, Error> {
        let native = self.engine.precompile_component(bytes).map_err(|e| {
            let what = match bytes.get(..8) {
                Some(b"\0asm\x01\0\0\0") => "this is a core module, not a component".to_owned(),
                Some(b"\0asm\x0d\0\x01\0") => format!(
                    "this component is damaged, or needs WebAssembly features which are switched off here: {}",
                    e.root_cause()
                ),
                // of a text or a picture the engine only says which bytes it misses
                _ => "this is no WebAssembly at all".to_owned(),
            };
            Error::new("load/not-a-component", what)
                .mend("`paidan build CITY` makes a component; a core module alone lacks the contract's types")
        })?;
        // SAFETY: made by this very engine a line ago.
        let component = unsafe { Component::deserialize(&self.engine, &native) }.map_err(|e| {
            let text = format!("{e:#}");
            // the pool is laid out for the limits: what does not fit into it asks for more than they allow
            if text.contains("pooling allocator") { self.too_much() } else { Error::new("host/engine", text) }
        })?;
        // a cache that cannot be written costs time, not the answer
        if let Some(file) = self.cache_file(digest) {
            let _ = cache::write(&file, native);
        }
        Ok(component)
    }

    /// The compiled form, if this engine made it before. The name holds the component's digest and everything of the engine
    /// that native code depends on.
    fn cached(&self, digest: &str) -> Result<Option<Component>, Error> {
        let Some(file) = self.cache_file(digest) else { return Ok(None) };
        // compiling again would need a file too
        match cache::is_ours(&file) {
            Err(error) if open_files::is_short(&error) => return Err(open_files::short()),
            Ok(true) => {}
            _ => return Ok(None),
        }
        // SAFETY: a file that only this user can write, in a folder that only this user can enter, under a name that only
        // `compile` gives, and byte for byte what it wrote. Policy authors hand over components; precompiled ones are
        // refused in `load`.
        match unsafe { Component::deserialize_file(&self.engine, &file) } {
            Err(error) if want_of_files(&error) => Err(open_files::short()),
            component => Ok(component.ok()),
        }
    }

    fn cache_file(&self, digest: &str) -> Option<PathBuf> {
        use std::hash::{Hash, Hasher};
        // rustc-hash: the same number in every process, unlike std's hasher
        let mut hasher = rustc_hash::FxHasher::default();
        self.engine.precompile_compatibility_hash().hash(&mut hasher);
        Some(self.cache.as_ref()?.join(format!("{digest}-{:016x}.cwasm", hasher.finish())))
    }

    fn check(&self, component: &Component) -> Result<(), Error> {
        let ty = component.component_type();
        if let Some((name, _)) = ty.imports(&self.engine).next() {
            return Err(Error::new("load/import", format!("the component imports `{name}`; a policy imports nothing"))
                .mend("compile it for wasm32-unknown-unknown, which has no WASI, and depend on nothing that asks for a clock, files or randomness"));
        }
        let exports: Vec<String> = ty.exports(&self.engine).map(|(name, _)| name.to_owned()).collect();
        let wanted = format!("paidan:policy/policy@{}", crate::CONTRACT);
        if !exports.contains(&wanted) {
            if let Some(other) = exports.iter().find(|e| e.starts_with("paidan:policy/policy@")) {
                return Err(Error::new(
                    "load/contract",
                    format!("the component was built for `{other}`, this host knows `{wanted}`"),
                )
                .mend("rebuild the policy against this host's wit, or use a host that knows that version"));
            }
            let found = if exports.is_empty() { "nothing".to_owned() } else { exports.join(", ") };
            return Err(Error::new("load/world", format!("the component exports {found}, not `{wanted}`"))
                .mend("a policy says `paidan_sdk::export!(City)`"));
        }
        let too_much = component.resources_required().is_none_or(|r| {
            r.num_memories > 4
                || r.num_tables > 4
                || r.max_initial_memory_size.is_some_and(|m| m > self.limits.memory_max_bytes as u64)
                || r.max_initial_table_size.is_some_and(|t| t > TABLE_ELEMENTS_MAX)
        });
        if too_much { Err(self.too_much()) } else { Ok(()) }
    }

    fn too_much(&self) -> Error {
        Error::new("load/resources", "the component asks for more memory or tables than the limits allow").mend(format!(
            "at most {} MiB of memory and 4 tables of {TABLE_ELEMENTS_MAX} elements",
            self.limits.memory_max_bytes >> 20
        ))
    }
}

/// Whether the engine failed for want of open files.
pub(crate) fn want_of_files(error: &wasmtime::Error) -> bool {
    error.chain().filter_map(|cause| cause.downcast_ref()).any(open_files::is_short)
}

pub(crate) const TABLE_ELEMENTS_MAX: u64 = 10_000;

fn config(limits: &Limits) -> Config {
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(limits.instances_max)
        .total_core_instances(limits.instances_max.saturating_mul(2))
        .total_memories(limits.instances_max)
        .total_tables(limits.instances_max.saturating_mul(2))
        .max_memory_size(limits.memory_max_bytes)
        .max_core_instances_per_component(4)
        .max_memories_per_component(1)
        .max_tables_per_component(4)
        .table_elements(TABLE_ELEMENTS_MAX as usize)
        // a guest touches a few pages a case: cheaper to clear than to give back
        .linear_memory_keep_resident(256 << 10)
        .table_keep_resident(16 << 10);
    // with swap, a page of an earlier instance was seen to survive a scan (upstream report): fall back to the plain way
    if PoolingAllocationConfig::is_pagemap_scan_available() && no_swap() {
        pool.pagemap_scan(wasmtime::Enabled::Auto);
    } else {
        pool.pagemap_scan(wasmtime::Enabled::No);
    }
    let mut config = Config::new();
    config
        .strategy(Strategy::Cranelift)
        .cranelift_opt_level(OptLevel::Speed)
        .cranelift_nan_canonicalization(true)
        .consume_fuel(true)
        .max_wasm_stack(limits.stack_max_bytes)
        .memory_init_cow(true)
        .wasm_backtrace_max_frames(None)
        // nobody walks through a policy's frames: smaller files, nothing to register at load
        .native_unwind_info(cfg!(windows))
        .generate_address_map(false)
        .allocation_strategy(InstanceAllocationStrategy::Pooling(pool))
        // what no policy needs, and what engines had bugs in
        .concurrency_support(false)
        .gc_support(false)
        .wasm_simd(false)
        .wasm_relaxed_simd(false)
        .wasm_tail_call(false)
        .wasm_memory64(false)
        .wasm_multi_memory(false)
        .wasm_extended_const(false)
        .wasm_exceptions(false)
        .wasm_gc(false)
        .wasm_function_references(false)
        .wasm_threads(false);
    config
}

/// Whether the machine swaps. Asked once, at set-up; where it cannot be told, the answer is the careful one.
fn no_swap() -> bool {
    std::fs::read_to_string("/proc/swaps").is_ok_and(|s| s.lines().count() <= 1)
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut s, b| {
        s.push(char::from_digit(u32::from(b >> 4), 16).unwrap_or('0'));
        s.push(char::from_digit(u32::from(b & 15), 16).unwrap_or('0'));
        s
    })
}
