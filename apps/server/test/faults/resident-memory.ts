import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

const KILOBYTE = 1_024
const INTERVAL = 100

/** Does `work`, and looks ten times a second how many bytes of memory a process has in use meanwhile. */
export const watchMemory = async <T>(
  pid: number,
  work: () => Promise<T>,
): Promise<Readonly<{ result: T; samples: readonly number[] }>> => {
  const samples: number[] = []
  let stopping = false
  const watching = (async () => {
    while (!stopping) {
      samples.push(await residentBytes(pid))
      await sleep(INTERVAL)
    }
  })()
  try {
    return { result: await work(), samples }
  } finally {
    stopping = true
    await watching
  }
}

const residentBytes = async (pid: number): Promise<number> => {
  const kilobytes = await fromProc(pid).catch(() => fromPs(pid))
  if (!(kilobytes > 0)) throw new Error(`nobody knows the memory of process ${pid}`)
  return kilobytes * KILOBYTE
}

const fromProc = async (pid: number): Promise<number> =>
  Number(/^VmRSS:\s*(\d+)/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1])

const fromPs = async (pid: number): Promise<number> => {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)])
  return Number(stdout)
}
