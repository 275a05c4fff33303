import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'

// Types are stripped and code is compiled once and not at every start, which also keeps the stripper out of memory.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url)))
// Under full load most of the memory was garbage that nobody had asked for: the heap grows by half of what is alive, not by thrice.
setFlagsFromString('--heap-growing-percent=50')
await import('./command-line.ts')
