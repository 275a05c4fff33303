import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

export type MemorySample = Readonly<{ seconds: number; megabytes: number }>

/** The resident memory of a process, once a second. */
export type MemoryWatch = Readonly<{ samples: () => readonly MemorySample[]; stop: () => Promise<void> }>

const INTERVAL = 1_000

export const watchMemory = (pid: number): MemoryWatch => {
  const samples: MemorySample[] = []
  const start = performance.now()
  const take = async () => {
    const megabytes = await residentMegabytes(pid)
    if (megabytes !== undefined) samples.push({ seconds: Math.round((performance.now() - start) / 1_000), megabytes })
  }
  let taking = take()
  const timer = setInterval(() => {
    taking = taking.then(take)
  }, INTERVAL)
  return {
    samples: () => [...samples],
    stop: async () => {
      clearInterval(timer)
      await taking
    },
  }
}

/** undefined once the process is gone, or where neither /proc nor ps can tell. */
const residentMegabytes = async (pid: number): Promise<number | undefined> => {
  const kilobytes = await fromProc(pid).catch(() => fromPs(pid).catch(() => undefined))
  return kilobytes === undefined || kilobytes === 0 ? undefined : Math.round(kilobytes / 1_024)
}

const fromProc = async (pid: number): Promise<number> =>
  Number(/^VmRSS:\s*(\d+)/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)

const fromPs = async (pid: number): Promise<number> => {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)])
  return Number(stdout)
}

export const memoryNote = (samples: readonly MemorySample[]): string => {
  const sizes = samples.map(({ megabytes }) => megabytes)
  return `Server memory: ${sizes[0]} MB at the start, ${Math.max(...sizes)} MB at most, ${sizes.at(-1)} MB at the end.`
}
