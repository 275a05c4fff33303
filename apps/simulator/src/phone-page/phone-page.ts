import { readFileSync } from 'node:fs'

/** The customer's phone as one page that needs nothing from elsewhere; read anew each time, so edits show at once. */
export const phonePage = (): string => readFileSync(new URL('./phone.html', import.meta.url), 'utf8')
