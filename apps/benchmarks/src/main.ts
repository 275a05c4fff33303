import { parseArgs } from 'node:util'
import { benchDeliver, benchIngest, benchRead, benchRealtime, profileIngest } from './index.ts'

const usage = `Benchmarks of the real server on a real PostgreSQL, with fsync on.

  bench:ingest    [--seconds 12] [--connections 256] [--rate 3300] [--batch 50] [--customers 5000] [--profile]
  bench:deliver   [--messages 1500] [--connections 64] [--rate 1000] [--rooms 1000] [--graph-delay 100]
  bench:read      [--seconds 0.6] [--rooms 100000] [--large]
  bench:realtime  [--seconds 30] [--rate 200] [--sockets 1000]

--profile tells where the time goes, --large takes one and ten million messages instead of 300,000. DATABASE_URL names a PostgreSQL on which a database
may be made; without it one of the benchmark's own is started.
`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string' },
    connections: { type: 'string' },
    rate: { type: 'string' },
    batch: { type: 'string' },
    customers: { type: 'string' },
    messages: { type: 'string' },
    rooms: { type: 'string' },
    sockets: { type: 'string' },
    'graph-delay': { type: 'string' },
    profile: { type: 'boolean', default: false },
    large: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

type Numeric = Exclude<keyof typeof values, 'profile' | 'large' | 'help'>

/** An option that must be a whole number above zero. */
const numberOf = (name: Numeric, otherwise: number): number => {
  const given = values[name]
  if (given === undefined) return otherwise
  if (!/^[1-9]\d{0,8}$/.test(given)) throw new Error(`--${name} must be a whole number above zero.`)
  return Number(given)
}

/** What runs, and goes again however this ends. */
const stack = new AsyncDisposableStack()

const ingest = async (): Promise<boolean> => {
  const options = {
    connections: numberOf('connections', 256),
    seconds: numberOf('seconds', 12),
    rate: numberOf('rate', 3_300),
    batch: numberOf('batch', 50),
    customers: numberOf('customers', 5_000),
  }
  if (!values.profile) return benchIngest(stack, options)
  await profileIngest(stack, options)
  return true
}

const deliver = (): Promise<boolean> =>
  benchDeliver(stack, {
    messages: numberOf('messages', 1_500),
    rooms: numberOf('rooms', 1_000),
    connections: numberOf('connections', 64),
    rate: numberOf('rate', 1_000),
    graphDelay: numberOf('graph-delay', 100),
  })

const read = async (): Promise<boolean> => {
  const sizes = values.large ? [100_000, 1_000_000, 10_000_000] : [100_000, 300_000]
  const rooms = numberOf('rooms', 100_000)
  await benchRead(stack, { sizes, rooms, agentRooms: Math.ceil(rooms / 100), seconds: numberOf('seconds', 0.6) })
  return true
}

const realtime = (): Promise<boolean> =>
  benchRealtime(stack, {
    seconds: numberOf('seconds', 30),
    rate: numberOf('rate', 200),
    sockets: numberOf('sockets', 1_000),
  })

const benchmarks: Readonly<Record<string, () => Promise<boolean>>> = { ingest, deliver, read, realtime }
const benchmark = values.help ? undefined : benchmarks[positionals[0] ?? '']
if (benchmark === undefined) {
  process.stdout.write(usage)
  process.exitCode = values.help ? 0 : 1
} else {
  let interrupted: Promise<void> | undefined
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      interrupted ??= stack.disposeAsync().finally(() => process.exit(130))
    })
  try {
    process.exitCode = (await benchmark()) ? 0 : 1
  } catch (error) {
    // What is torn down under a running benchmark makes it fail, which is no news.
    if (interrupted === undefined) throw error
  } finally {
    await (interrupted ?? stack.disposeAsync())
  }
}
