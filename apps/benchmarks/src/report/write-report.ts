import { mkdir, writeFile } from 'node:fs/promises'
import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { BenchDatabase } from '../processes/start-database.ts'
import { table } from './table.ts'

export type Report = Readonly<{
  name: string
  options: object
  rows: readonly (readonly string[])[]
  /** Sentences below the table. */
  notes: readonly string[]
  /** Everything that was measured. */
  data: object
}>

const folder = fileURLToPath(new URL('../../results/', import.meta.url))

const machine = () => ({
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: availableParallelism(),
  memoryGigabytes: Math.round(totalmem() / 1024 ** 3),
  system: `${platform()} ${arch()}`,
  node: process.version,
})

/** Prints the table and keeps everything as JSON in `results/`. */
export const writeReport = async (
  { name, options, rows, notes, data }: Report,
  { description, settings }: Pick<BenchDatabase, 'description' | 'settings'>,
): Promise<void> => {
  const { cpu, cores, memoryGigabytes, node } = machine()
  const at = new Date().toISOString()
  await mkdir(folder, { recursive: true })
  const file = `${folder}${name}-${at.replaceAll(/[:.]/g, '-')}.json`
  const whole = {
    benchmark: name,
    at,
    machine: machine(),
    database: { description, settings },
    options,
    notes,
    rows,
    ...data,
  }
  await writeFile(file, `${JSON.stringify(whole, null, 2)}\n`)
  const where = `${cores} × ${cpu}, ${memoryGigabytes} GB · Node ${node} · ${description}, fsync on`
  process.stdout.write(['', `bench:${name}`, where, '', table(rows), '', ...notes, `Kept in ${file}`, ''].join('\n'))
}

/** What is being done, while it is. */
export const progress = (text: string): void => {
  process.stderr.write(`… ${text}\n`)
}
