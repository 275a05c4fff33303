// JavaScript, for the very first file can't have been compiled before: stripping its types would keep the stripper in memory, 10 MB of it.
import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

/** Types are stripped and code is compiled once and not at every start. */
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url)))
await import('./main.ts')
