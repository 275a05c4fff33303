import { parseArgs } from 'node:util'
import { benchIngest, profileIngest } from './index.ts'

const usage = `Benchmarks of the real server on a real PostgreSQL, with fsync on.

  bench:ingest   [--seconds 15] [--connections 256] [--rate 3300] [--batch 50] [--customers 5000] [--profile]

DATABASE_URL names a PostgreSQL on which a database may be made; without it one of the benchmark's own is started.
`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string' },
    connections: { type: 'string' },
    rate: { type: 'string' },
    batch: { type: 'string' },
    customers: { type: 'string' },
    profile: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

/** An option that must be a whole number above zero. */
const numberOf = (name: 'seconds' | 'connections' | 'rate' | 'batch' | 'customers', otherwise: number): number => {
  const given = values[name]
  if (given === undefined) return otherwise
  if (!/^[1-9]\d{0,8}$/.test(given)) throw new Error(`--${name} must be a whole number above zero.`)
  return Number(given)
}

const run = async (benchmark: string | undefined): Promise<boolean> => {
  switch (benchmark) {
    case 'ingest': {
      const options = {
        connections: numberOf('connections', 256),
        seconds: numberOf('seconds', 15),
        rate: numberOf('rate', 3_300),
        batch: numberOf('batch', 50),
        customers: numberOf('customers', 5_000),
      }
      if (!values.profile) return benchIngest(options)
      await profileIngest(options)
      return true
    }
    default:
      process.stdout.write(usage)
      return values.help
  }
}

process.exitCode = (await run(values.help ? undefined : positionals[0])) ? 0 : 1
