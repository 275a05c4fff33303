import { syncBuiltinESMExports } from 'node:module'
import timers from 'node:timers/promises'

// Preloaded into a server process: what looks every 15 seconds for things left behind looks every second, for tests would only wait for it.

const AS_IT_IS = 15_000
const HERE = 1_000

const wait = timers.setTimeout
timers.setTimeout = (delay, ...rest) => wait(delay === AS_IT_IS ? HERE : delay, ...rest)
syncBuiltinESMExports()
