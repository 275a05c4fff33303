import { readFileSync } from 'node:fs'

// Preloaded into a server process: its clock goes wrong by as many milliseconds as stand in CLOCK_FILE, read again at SIGUSR2.

const RealDate = Date
let offset = 0
const read = () => {
  offset = Number(readFileSync(process.env['CLOCK_FILE'] ?? '', 'utf8'))
}
read()
process.on('SIGUSR2', read)

const now = (): number => RealDate.now() + offset

globalThis.Date = new Proxy(RealDate, {
  construct: (target, given: unknown[], newTarget) =>
    Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget) as Date,
  get: (target, name) => (name === 'now' ? now : (Reflect.get(target, name) as unknown)),
})
