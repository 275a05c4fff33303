import { readFileSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'

// JavaScript, for the server would keep what strips types. Preloaded into a server process, each of its threads: its clock goes wrong by as many milliseconds as stand in CLOCK_FILE, read again at SIGUSR2.

const RealDate = Date
let offset = 0
const read = () => {
  offset = Number(readFileSync(process.env['CLOCK_FILE'] ?? '', 'utf8'))
}
read()
// Only the first thread hears signals.
const others = new BroadcastChannel('moved-clock')
if (isMainThread)
  process.on('SIGUSR2', () => {
    read()
    others.postMessage('read again')
  })
else others.addEventListener('message', read)
others.unref()

const now = () => RealDate.now() + offset

globalThis.Date = new Proxy(RealDate, {
  construct: (target, given, newTarget) => Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
})
