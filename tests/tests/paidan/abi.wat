;; The smallest policy, written against the calling convention by hand, so that the convention itself can be attacked: each
;; attack puts other text in place of one `{slot}`. Addresses are in bytes; a list or a text is (address, length).
(module
  (memory (export "memory") {memory})
  (table {table} funcref)

  ;; ---- the manifest, at 1024; everything not written is zero, which is an empty list or text, or "none"
  (data (i32.const 256) "abi" "1" "6301" "cn" "r" "s" "m" "received\ff")
  (data (i32.const 320) "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")
  (data (i32.const 400) (i32 260 4))                            ;; jurisdictions[0]
  (data (i32.const 500) (i32 266 1) (i32 266 1))                ;; rules[0]: id, title
  (data (i32.const 516) (i8 2))                                 ;;   basis: ours
  (data (i32.const 536) (i32 266 1))                            ;;   note
  (data (i32.const 600) (i32 267 1) (i32 267 1))                ;; stages[0]
  (data (i32.const 652) (i32 268 1) (i32 268 1))                ;; modes[0]
  (data (i32.const 700) (i32 269 8) (i32 269 8))                ;; events[0]
  (data (i32.const 1024) (i32 256 3) (i32 256 3) (i32 259 1) (i32 320 64)   ;; id, title, version, digest
                         (i32 400 1) (i32 264 2))                           ;; jurisdictions, calendar
  (data (i32.const 1076) (i32 500 1))                           ;; rules
  (data (i32.const 1116) (i32 700 1))                           ;; events
  (data (i32.const 1156) (i32 600 1))                           ;; stages
  (data (i32.const 1172) (i32 652 1))                           ;; modes
  {data}
  (func (export "paidan:policy/policy@1.0.0#describe") (result i32) {describe} (i32.const 1024))

  ;; ---- the plan, at 2048: all zero is `ok`, stage 0, mode 0, nobody, nothing
  (func (export "paidan:policy/policy@1.0.0#evaluate")
    (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)
    {evaluate} (i32.const 2048))
  (func (export "cabi_post_paidan:policy/policy@1.0.0#evaluate") (param i32) {post})

  ;; ---- old address, old size, alignment, new size; hands out what lies above 4096 and takes nothing back
  (global $next (mut i32) (i32.const 4096))
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
    {realloc}
    (global.set $next (i32.and (i32.add (global.get $next) (i32.const 7)) (i32.const -8)))
    (global.get $next)
    (global.set $next (i32.add (global.get $next) (local.get 3))))

  (func $recurse (call $recurse) (call $recurse))
  (func $start {start})
  (start $start))
