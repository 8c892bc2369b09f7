//! The guest's allocator: hand out the next bytes of one block, and start again from its beginning once nothing is live.
//!
//! A policy lives for one call at a time: everything that a call allocates is freed by its end (the plan by the host's
//! post-return). So freeing one by one buys nothing, and a block that is never grown keeps a fresh instance cheap: the
//! host resets only pages that were touched. Memory grows only for a case that does not fit.

use core::alloc::{GlobalAlloc, Layout};
use core::cell::UnsafeCell;

/// Enough for the largest ordinary case and its plan (a few KB) many times over, and little enough for the host to look through
/// for what a fresh instance has touched.
const BLOCK: usize = 64 * 1024;
const PAGE: usize = 64 * 1024;

struct Arena(UnsafeCell<State>);
// In this order: what changes at every call lies on the page that the block begins on, and a fresh instance has one page less to clear.
#[repr(C)]
struct State {
    /// Where to start again, the first free byte, and the end of the current block; 0 before the first call.
    base: usize,
    next: usize,
    end: usize,
    live: usize,
    block: Block,
}
#[repr(align(16))]
struct Block([u8; BLOCK]);

// SAFETY: a component of ours has one thread; threads are switched off in the host's engine.
unsafe impl Sync for Arena {}

#[global_allocator]
static ARENA: Arena = Arena(UnsafeCell::new(State { base: 0, next: 0, end: 0, live: 0, block: Block([0; BLOCK]) }));

impl State {
    fn reset(&mut self) {
        if self.base == 0 {
            self.base = self.block.0.as_mut_ptr() as usize;
            self.end = self.base + BLOCK;
        }
        self.next = self.base;
    }

    fn take(&mut self, size: usize, align: usize) -> *mut u8 {
        if self.live == 0 {
            self.reset();
        }
        let Some(from) = self.next.checked_add(align - 1).map(|n| n & !(align - 1)) else { return core::ptr::null_mut() };
        let Some(to) = from.checked_add(size) else { return core::ptr::null_mut() };
        if to <= self.end {
            self.next = to;
            self.live += 1;
            return from as *mut u8;
        }
        self.grow(size, align)
    }

    #[cold]
    fn grow(&mut self, size: usize, align: usize) -> *mut u8 {
        let Some(pages) = size.checked_add(align).map(|n| n.div_ceil(PAGE).max(4)) else { return core::ptr::null_mut() };
        let old = core::arch::wasm32::memory_grow::<0>(pages);
        if old == usize::MAX {
            return core::ptr::null_mut();
        }
        // memory that lies behind the current block lengthens it, else it is the new block, kept from now on
        if old * PAGE != self.end {
            self.base = old * PAGE;
            self.next = self.base;
        }
        self.end = (old + pages) * PAGE;
        self.take(size, align)
    }
}

// SAFETY: every block handed out is aligned, lies inside memory that belongs to this allocator alone, and is not handed out
// again before all live blocks were given back.
unsafe impl GlobalAlloc for Arena {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        unsafe { (*self.0.get()).take(layout.size(), layout.align()) }
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {
        unsafe { (*self.0.get()).live -= 1 }
    }

    unsafe fn realloc(&self, ptr: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        let state = unsafe { &mut *self.0.get() };
        let end = ptr as usize + layout.size();
        // the last block handed out can be lengthened where it stands
        if end == state.next && ptr as usize + size <= state.end {
            state.next = ptr as usize + size;
            return ptr;
        }
        let new = state.take(size, layout.align());
        if !new.is_null() {
            unsafe { core::ptr::copy_nonoverlapping(ptr, new, layout.size().min(size)) };
            state.live -= 1;
        }
        new
    }
}
