import { fileURLToPath } from 'node:url'

/** Types are stripped and code is compiled once and not at every start, which also keeps the stripper out of memory. */
export const compileCache = fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url))
