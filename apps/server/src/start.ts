import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

/** What the server is made of is compiled once and not at every start. */
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url)))
await import('./main.ts')
