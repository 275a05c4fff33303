import { readFileSync } from 'node:fs'

const read = (...names: string[]): string =>
  names.map((name) => readFileSync(new URL(name, import.meta.url), 'utf8')).join('\n')

/** The customer's phone as one page that needs nothing from elsewhere; read anew each time, so edits show at once. */
export const phonePage = (): string =>
  read('./phone.html')
    .replace('/* style */', () => read('./phone.css', './bubbles.css'))
    .replace('/* script */', () => read('./message-view.js', './phone.js'))
